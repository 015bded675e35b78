import { describe, expect, it } from 'vitest';

import { lineOf, nearest, topOf, type Point } from './shape';

const SPAN = { start: 0, end: 100 };
const points = (...values: (number | null)[]): Point[] => values.map((value, index) => [index * 25, value]);

describe('a chart', () => {
  it('has a break where nothing is known, and a dot for a point alone', () => {
    expect(lineOf(points(0, 5, null, 10, null), SPAN, 10)).toBe('M0.00,100.00L25.00,50.00M75.00,0.00h0.01');
    expect(lineOf(points(null, null), SPAN, 10)).toBe('');
  });

  it('ends at a round value above the highest', () => {
    expect(topOf([0.31], [], 10)).toBeCloseTo(0.4);
    expect(topOf([3], [], 10)).toBe(4);
    expect(topOf([130 * 1024 ** 2], [], 1024)).toBe(200 * 1024 ** 2);
    expect(topOf([], [], 10)).toBe(1);
  });

  it('shows bounds that are near, and does not press its line flat for those that are far', () => {
    expect(topOf([1], [2], 10)).toBe(2);
    expect(topOf([1], [64], 10)).toBe(1);
    expect(topOf([0, 0], [4], 10)).toBe(4);
  });

  it('finds the point under the pointer, also beyond the edges', () => {
    expect([nearest(5, -1), nearest(5, 0.3), nearest(5, 0.6), nearest(5, 2)]).toEqual([0, 1, 2, 4]);
  });
});
