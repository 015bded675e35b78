import { describe, expect, it } from 'vitest';

import { failed, isTroubling, latencyOf, digits } from './traffic';

describe('what a gateway counted', () => {
  it('is rounded to what can be read at a glance', () => {
    expect(digits(1234.5, 'en')).toBe('1,230');
    expect(digits(0.0333, 'en')).toBe('0.0333');
    expect(failed(0.0288, 'en')).toBe('2.9%');
    expect(failed(0, 'en')).toBe('0%');
  });

  it('gives times in the unit that fits', () => {
    expect([0.0002, 0.0254, 0.9, 1.234].map((each) => latencyOf(each, 'en'))).toEqual([
      '1 ms',
      '25 ms',
      '900 ms',
      '1.23 s',
    ]);
  });

  it('is troubling from one failure in twenty on', () => {
    const side = { requests: 1, latency: null };
    expect([null, 0.04, 0.05].map((errors) => isTroubling({ ...side, errors }))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
