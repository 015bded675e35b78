/** The geometry of a chart: everything lies in a box of 100 by 100, time to the right and values upwards. Pure. */
import type { ChartOf } from '../../api/charts';

export type Point = ChartOf['points'][number];

export interface Span {
  start: number;
  end: number;
}

/** A limit is drawn to scale only where what is used does not become a flat line below it. */
const FAR = 4;
const ROUND = [1, 2, 2.5, 4, 5, 8, 10];

export const known = (points: readonly Point[]): number[] =>
  points.flatMap(([, value]) => (typeof value === 'number' ? [value] : []));

/** The value at the top: a little above the highest, and above bounds that are near. A round one, in steps of `base`. */
export function topOf(values: readonly number[], bounds: readonly number[], base: 10 | 1024): number {
  const highest = Math.max(0, ...values);
  const near = bounds.filter((bound) => highest === 0 || bound <= highest * FAR);
  const most = Math.max(highest, ...near);
  if (most <= 0) return 1;
  const unit = base ** Math.floor(Math.log(most) / Math.log(base));
  const decade = 10 ** Math.floor(Math.log10(most / unit));
  const step = ROUND.find((round) => round * decade * unit >= most) ?? 10;
  return step * decade * unit;
}

export const across = (time: number, { start, end }: Span) => ((time - start) / (end - start)) * 100;
export const upTo = (value: number, top: number) => 100 - Math.min(1, value / top) * 100;

/** The line through what is known: it breaks where nothing is, and a point alone is a dot. */
export function lineOf(points: readonly Point[], span: Span, top: number): string {
  let drawn = '';
  let pen: 'up' | 'down' = 'up';
  points.forEach(([time, value], index) => {
    if (typeof value !== 'number') {
      pen = 'up';
      return;
    }
    const at = `${across(time, span).toFixed(2)},${upTo(value, top).toFixed(2)}`;
    const alone = pen === 'up' && typeof points[index + 1]?.[1] !== 'number';
    drawn += alone ? `M${at}h0.01` : `${pen === 'up' ? 'M' : 'L'}${at}`;
    pen = 'down';
  });
  return drawn;
}

/** Which point is nearest to a place between the left edge (0) and the right one (1). */
export function nearest(count: number, place: number): number {
  return Math.min(count - 1, Math.max(0, Math.round(place * (count - 1))));
}
