import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { again, isNotArrived, watchStyles } from './again';

const lost = new TypeError('Failed to fetch dynamically imported module: http://localhost/assets/a.js');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('asks again for what did not arrive, with pauses', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(lost).mockRejectedValueOnce(lost);
  load.mockResolvedValue('the part');
  const loading = again(load);
  await vi.advanceTimersByTimeAsync(299);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(901);
  expect(await loading).toBe('the part');
  expect(load).toHaveBeenCalledTimes(3);
});

it('says in the end that it did not arrive', async () => {
  const load = vi.fn(() => Promise.reject(lost));
  const ended = expect(again(load)).rejects.toBe(lost);
  await vi.runAllTimersAsync();
  await ended;
  expect(load).toHaveBeenCalledTimes(4);
});

it('does not ask again for a part that is wrong itself', async () => {
  const load = vi.fn(() => Promise.reject(new Error('x is not defined')));
  await expect(again(load)).rejects.toThrow('x is not defined');
  expect(load).toHaveBeenCalledTimes(1);
});

it('asks again for styles that did not arrive, before what needs them', async () => {
  watchStyles();
  document.head.innerHTML =
    '<link rel="stylesheet" href="/lost.css"><link rel="stylesheet" href="/kept.css">';
  const hrefs = () => [...document.head.children].map((link) => link.getAttribute('href'));
  document.head.firstElementChild?.dispatchEvent(new Event('error'));
  expect(hrefs()).toEqual(['/kept.css']);

  const load = vi.fn(() => Promise.resolve('the part'));
  const loading = again(load);
  expect(hrefs()).toEqual(['/kept.css', '/lost.css']);
  document.head.lastElementChild?.dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(300);
  expect(hrefs()).toEqual(['/kept.css', '/lost.css']);
  expect(load).not.toHaveBeenCalled();
  document.head.lastElementChild?.dispatchEvent(new Event('load'));
  expect(await loading).toBe('the part');

  await again(load);
  expect(hrefs()).toEqual(['/kept.css', '/lost.css']);
  document.head.innerHTML = '';
});

it('knows what browsers and Vite say of it', () => {
  expect(isNotArrived(new TypeError('error loading dynamically imported module: /a.js'))).toBe(true);
  expect(isNotArrived(new TypeError('Importing a module script failed.'))).toBe(true);
  expect(isNotArrived(new Error('Unable to preload CSS for /a.css'))).toBe(true);
  expect(isNotArrived(new TypeError('Failed to fetch'))).toBe(false);
  expect(isNotArrived('dynamically imported module')).toBe(false);
});
