import { describe, expect, it } from 'vitest';

import { bytes, cores, figure, levelOf } from './amounts';

describe('amounts', () => {
  it('are written in cores and in the largest fitting unit of bytes', () => {
    expect([cores(0.0123, 'en'), cores(1.255, 'en')]).toEqual(['0.012', '1.26']);
    expect([cores(0.00042, 'en'), cores(0, 'en')]).toEqual(['0.0004', '0']);
    expect([bytes(0, 'en'), bytes(1536, 'en'), bytes(120 * 2 ** 20, 'en'), bytes(3 * 2 ** 40, 'en')]).toEqual(
      ['0\u00a0B', '1.5\u00a0KiB', '120\u00a0MiB', '3\u00a0TiB'],
    );
  });

  it('that somebody chose keep what they say, in words', () => {
    const cpus = ['300m', '1100m', '7m', '4', '–'];
    expect(cpus.map((text) => figure('cpu', text, 'en'))).toEqual(['0.3', '1.1', '0.007', '4', '–']);
    const sizes = ['256Mi', '12.5Gi', '2048Mi', '512M', '0', '13421772800'];
    expect(sizes.map((text) => figure('memory', text, 'en'))).toEqual([
      '256\u00a0MiB',
      '12.5\u00a0GiB',
      '2\u00a0GiB',
      '488.28\u00a0MiB',
      '0\u00a0B',
      '12.5\u00a0GiB',
    ]);
    expect([figure('pods', 20, 'zh'), figure('storage', '1Ti', 'zh')]).toEqual(['20', '1\u00a0TiB']);
  });

  it('that were measured are rounded', () => {
    expect([figure('memory', 12.5 * 2 ** 30, 'en'), figure('cpu', 1.256, 'en')]).toEqual([
      '13\u00a0GiB',
      '1.26',
    ]);
  });

  it('are looked at before they are full', () => {
    expect([levelOf(79), levelOf(80), levelOf(95)]).toEqual(['normal', 'high', 'full']);
  });
});
