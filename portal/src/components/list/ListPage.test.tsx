/** What every list does, seen on that of volumes. */
import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import { page, volume } from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, refusal, server } from '../../test/server';

/** A list of 45 volumes, of which any page shows one; what was asked for is kept. */
function listed(): string[] {
  const asked: string[] = [];
  platformWith([]);
  server.use(
    http.get(at('/volumes'), ({ request }) => {
      const { searchParams: query } = new URL(request.url);
      asked.push(query.toString());
      if (query.get('q') === 'wrong') return refusal(422, { code: 'request.invalid', message: 'Not so' });
      return HttpResponse.json({ ...page([volume()]), total: 45 });
    }),
  );
  return asked;
}

it('pages and sorts as the address says, and begins anew with another order', async () => {
  const asked = listed();
  const { user, router } = openPortal('/volumes?page=2');
  expect(await screen.findByText('21–40 of 45')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  await waitFor(() => expect(router.state.location.search).toBe('?page=3'));
  await user.click(screen.getByRole('button', { name: 'Volume' }));
  await waitFor(() => expect(router.state.location.search).toBe('?sort=-name'));
  await waitFor(() => expect(asked.at(-1)).toBe('page=1&page_size=20&sort=-name'));
});

it.each([
  ['40', '40'],
  ['9000', '500'],
  ['many', '20'],
])('takes pages as long as the address says, within what the server gives: %s', async (wanted, size) => {
  const asked = listed();
  openPortal(`/volumes?page_size=${wanted}`);
  await screen.findByText('db-data');
  expect(new URLSearchParams(asked[0]).get('page_size')).toBe(size);
});

it('keeps the filters in sight when they are refused, and the search field follows the address', async () => {
  listed();
  const { user, router } = openPortal('/volumes?q=wrong');
  expect(await screen.findByText('Not so')).toBeVisible();
  expect(screen.getByRole('heading', { level: 1, name: 'Volumes' })).toBeVisible();
  expect(screen.queryByRole('table')).toBeNull();
  expect(screen.getByRole('searchbox')).toHaveValue('wrong');
  await user.click(screen.getByRole('button', { name: 'Reset filters' }));
  expect(await screen.findByText('db-data')).toBeVisible();
  expect(screen.getByRole('searchbox')).toHaveValue('');
  await router.navigate('/volumes?q=db');
  await waitFor(() => expect(screen.getByRole('searchbox')).toHaveValue('db'));
});
