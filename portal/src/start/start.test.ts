/** What is asked for early is what the page asks for; otherwise it would be loaded twice. */
import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, expect, it, vi } from 'vitest';

import { application, page } from '../test/data';
import { openPortal } from '../test/render';
import { at, platformWith, server } from '../test/server';

import { firstRequests } from './first';
import { watch } from './watch';

const AT_LIST = { pathname: '/applications', search: '' };

afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

it('is the session, and the list where that is the page', () => {
  expect(firstRequests({ pathname: '/volumes', search: '' })).toEqual(['/api/v1/session']);
  expect(firstRequests({ ...AT_LIST, search: '?q=shop' })).toEqual(['/api/v1/session']);
  expect(firstRequests(AT_LIST)).toHaveLength(2);
});

it('is what the list of applications then asks for', async () => {
  const asked: string[] = [];
  platformWith([]);
  server.use(
    http.get(at('/applications'), ({ request }) => {
      const { pathname, search } = new URL(request.url);
      asked.push(pathname + search);
      return HttpResponse.json(page([application('shop', [])]));
    }),
  );
  openPortal('/applications');
  expect(await screen.findByRole('link', { name: 'shop' })).toBeVisible();
  await waitFor(() => expect(asked[0]).toBe(firstRequests(AT_LIST)[1]));
});

it('says in both languages what is wrong, once a part was asked for too often', () => {
  sessionStorage.setItem('slipway.startFailures', '5');
  document.body.innerHTML = '<div id="root"></div>';
  watch();
  window.dispatchEvent(new Event('slipway:start-failed'));
  expect(screen.getByRole('alert')).toHaveTextContent('The page did not load completely');
  expect(screen.getByRole('button', { name: '重试 Try again' })).toBeVisible();
  expect(sessionStorage.getItem('slipway.startFailures')).toBeNull();
});
