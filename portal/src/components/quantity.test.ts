import { expect, it } from 'vitest';

import { quantity, share } from './quantity';

it('reads decimal and binary amounts', () => {
  expect(['500m', '2', '8Gi', '1.5k', 50].map(quantity)).toEqual([0.5, 2, 8 * 2 ** 30, 1_500, 50]);
  expect(quantity('much')).toBeNaN();
});

it('compares amounts of different units', () => {
  expect(share('512Mi', '2Gi')).toBe(25);
  expect(share('3', '2')).toBe(150);
  expect(share(0, 0)).toBe(0);
});
