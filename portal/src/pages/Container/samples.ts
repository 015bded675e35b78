/** What was measured since the page was opened. */
import type { Usage } from '../../api/containers';

export const MOST_SAMPLES = 240;

/** One sample more, unless it is the one that is there already. */
export function withSample(samples: Usage[], next: Usage | null | undefined): Usage[] {
  if (!next || samples.at(-1)?.at === next.at) return samples;
  return [...samples, next].slice(-MOST_SAMPLES);
}

/** The points of a line through values, in a box of 100 by 100: the latest at the right, `most` at the top. */
export function line(values: readonly number[], most: number): string {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  return values
    .map(
      (value, index) =>
        `${(index * step).toFixed(2)},${(100 - (most > 0 ? value / most : 0) * 100).toFixed(2)}`,
    )
    .join(' ');
}
