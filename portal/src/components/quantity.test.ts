import { expect, it } from 'vitest';

import { percentOf, quantity } from './quantity';

it('reads decimal and binary amounts', () => {
  expect(['500m', '2', '8Gi', '1.5k', 50].map(quantity)).toEqual([0.5, 2, 8 * 2 ** 30, 1_500, 50]);
  expect(quantity('much')).toBeNaN();
});

it('compares amounts of different units, rounding as the server does', () => {
  expect(percentOf('512Mi', '2Gi')).toBe(25);
  expect(percentOf('3', '2')).toBe(150);
  expect([percentOf('995m', '10'), percentOf('105m', '10'), percentOf('104m', '10')]).toEqual([10, 1, 1]);
});

it('tells no share where nothing bounds it; of nothing, nothing can be taken', () => {
  expect([percentOf(1, undefined), percentOf(1, 'many')]).toEqual([null, null]);
  expect([percentOf(0, 0), percentOf(1, '0')]).toEqual([0, 100]);
});
