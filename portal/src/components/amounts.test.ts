import { describe, expect, it } from 'vitest';

import { amount, bytes, cores, levelOf, shareOf } from './amounts';

describe('amounts', () => {
  it('are written in cores and in the largest fitting unit of bytes', () => {
    expect([cores(0.0123, 'en'), cores(1.255, 'en')]).toEqual(['0.012', '1.26']);
    expect([cores(0.00042, 'en'), cores(0, 'en')]).toEqual(['0.0004', '0']);
    expect([bytes(0, 'en'), bytes(1536, 'en'), bytes(120 * 2 ** 20, 'en'), bytes(3 * 2 ** 40, 'en')]).toEqual(
      ['0\u00a0B', '1.5\u00a0KiB', '120\u00a0MiB', '3\u00a0TiB'],
    );
  });

  it('are compared with limits as the cluster writes them; without one there is nothing to compare', () => {
    expect(shareOf(0.25, '500m')).toBe(50);
    expect(shareOf(2 ** 30, '2Gi')).toBe(50);
    expect([shareOf(1, undefined), shareOf(1, '0'), shareOf(1, 'many')]).toEqual([null, null, null]);
  });

  it('that somebody chose keep what they say, in words', () => {
    const texts = ['300m', '1100m', '7m', '4', '256Mi', '12.5Gi', '2048Mi', '–'];
    expect(texts.map((text) => amount(text, 'en'))).toEqual([
      '0.3',
      '1.1',
      '0.007',
      '4',
      '256\u00a0MiB',
      '12.5\u00a0GiB',
      '2\u00a0GiB',
      '–',
    ]);
    expect([amount(20, 'zh'), amount('1Ti', 'zh')]).toEqual(['20', '1\u00a0TiB']);
  });

  it('are looked at before they are full', () => {
    expect([levelOf(79), levelOf(80), levelOf(95)]).toEqual(['normal', 'high', 'full']);
  });
});
