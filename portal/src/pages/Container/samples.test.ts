import { describe, expect, it } from 'vitest';

import { line, MOST_SAMPLES, withSample } from './samples';

const sample = (cpu: number, at: string) => ({ cpu, memory: 1, at });

describe('samples', () => {
  it('are kept once each, and not for ever', () => {
    const first = withSample([], sample(1, 'a'));
    expect(withSample(first, sample(1, 'a'))).toBe(first);
    expect(withSample(first, null)).toBe(first);
    const many = Array.from({ length: MOST_SAMPLES }, (_, index) => sample(index, String(index)));
    expect(withSample(many, sample(9, 'new'))).toHaveLength(MOST_SAMPLES);
  });

  it('are a line from the left to the right, its highest at the top', () => {
    expect(line([0, 1, 2], 2)).toBe('0.00,100.00 50.00,50.00 100.00,0.00');
    expect(line([0, 0], 0)).toBe('0.00,100.00 100.00,100.00');
  });
});
