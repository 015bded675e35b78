import { afterEach, expect, it, vi } from 'vitest';

import { fetchEarly, forgetEarly } from './early';

const ADDRESS = '/api/v1/session';
const request = () => new Request(new URL(ADDRESS, window.location.origin));
const fetched = vi.fn(() => Promise.resolve(new Response('late')));

afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockClear();
  delete window.slipwayEarly;
});

function startedWith(answer: Promise<Response>): void {
  vi.stubGlobal('fetch', fetched);
  window.slipwayEarly = new Map([[ADDRESS, answer]]);
}

it('hands an early answer over once', async () => {
  startedWith(Promise.resolve(new Response('early')));
  await expect((await fetchEarly(request())).text()).resolves.toBe('early');
  await expect((await fetchEarly(request())).text()).resolves.toBe('late');
});

it('asks again where the early request failed', async () => {
  startedWith(Promise.reject(new TypeError('cut off')));
  await expect((await fetchEarly(request())).text()).resolves.toBe('late');
});

it('never answers a change by an early answer', async () => {
  startedWith(Promise.resolve(new Response('early')));
  const change = new Request(request(), { method: 'POST' });
  await expect((await fetchEarly(change)).text()).resolves.toBe('late');
});

it('forgets what was asked before somebody logged in', async () => {
  startedWith(Promise.resolve(new Response('early')));
  forgetEarly();
  await expect((await fetchEarly(request())).text()).resolves.toBe('late');
});
