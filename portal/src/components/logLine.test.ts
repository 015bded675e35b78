import { describe, expect, it } from 'vitest';

import { hueBook, lineOf, matching, missed } from './logLine';
import { KEPT_LINES, withMore } from './useLines';

describe('a line of a merged log', () => {
  it('tells whose it is', () => {
    expect(lineOf('[web-1-abc] hello [x]')).toEqual({ pod: 'web-1-abc', text: 'hello [x]' });
    expect(lineOf('[web-1]')).toEqual({ pod: 'web-1', text: '' });
    expect(lineOf('[INFO] hello')).toEqual({ pod: null, text: '[INFO] hello' });
  });
});

describe('colours of pods', () => {
  it('stay, and are given in turn', () => {
    const hueOf = hueBook();
    const pods = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(pods.map(hueOf)).toEqual([1, 2, 3, 4, 5, 6, 1]);
    expect([hueOf('b'), hueOf('a')]).toEqual([2, 1]);
  });
});

describe('looking for lines', () => {
  it('is not about case', () => {
    expect(matching(['An Error', 'fine'], 'error')).toEqual(['An Error']);
    expect(matching(['one'], '')).toEqual(['one']);
  });
});

describe('lines that the platform left out', () => {
  it('are counted from what it says, with names and times or without', () => {
    const why = 'they were written faster than they were taken';
    expect(
      missed([
        `slipway: dropped 1 line: ${why}`,
        'fine',
        `[web-1] slipway: dropped 20 lines: ${why}`,
        `[web-1] 2026-01-01T00:00:00.000000000Z slipway: dropped 300 lines: ${why}`,
        `somebody said: slipway: dropped 4000 lines: ${why}`,
      ]),
    ).toBe(321);
    expect(missed([])).toBe(0);
  });
});

describe('keeping lines', () => {
  it('keeps the newest and counts the others', () => {
    const none = { lines: [], dropped: 0, missed: 0, state: 'reading' as const, error: null };
    const many = Array.from({ length: KEPT_LINES + 3 }, (_, index) => String(index));
    const kept = withMore(none, many);
    expect([kept.lines.length, kept.lines[0], kept.dropped]).toEqual([KEPT_LINES, '3', 3]);
    expect(withMore(kept, ['x']).dropped).toBe(4);
  });
});
