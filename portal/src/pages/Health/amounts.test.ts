import { expect, it } from 'vitest';

import { amount, seconds, sizeOf } from './amounts';

it('groups numbers', () => {
  expect(amount(12_345, 'en')).toBe('12,345');
});

it('shows sizes in the unit that leaves the fewest digits', () => {
  expect(sizeOf(0, 'en')).toBe('0\u00a0B');
  expect(sizeOf(1023, 'en')).toBe('1,023\u00a0B');
  expect(sizeOf(1536, 'en')).toBe('1.5\u00a0KiB');
  expect(sizeOf(5 * 1024 ** 3, 'en')).toBe('5\u00a0GiB');
});

it('shows durations in words, and a dash for what is not known', () => {
  expect(seconds(0.34, 'en')).toBe('0.3 sec');
  expect(seconds(12, 'zh')).toBe('12 秒');
  expect(seconds(null, 'zh')).toBe('–');
});
