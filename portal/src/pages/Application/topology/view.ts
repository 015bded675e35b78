/** What part of the picture is seen, and how large. Pure. */
import type { Point } from './layout';

export interface Size {
  width: number;
  height: number;
}

/** `x` and `y` are the picture's upper left corner that is seen; at a `scale` of 1 it is as large as texts elsewhere. */
export interface View extends Point {
  scale: number;
}

const SMALLEST = 0.1;
const LARGEST = 2;
/** Smaller than that its least texts, of 12 px, have less than 11, so that the first view shows a part. */
const READABLE = 11 / 12;
const MARGIN = 16;

const within = (scale: number, least = SMALLEST) => Math.min(LARGEST, Math.max(least, scale));

/** All of the picture, in the middle, and no larger than it is. */
export function fitted(picture: Size, window: Size, least = SMALLEST): View {
  const scale = within(
    Math.min(1, window.width / (picture.width + 2 * MARGIN), window.height / (picture.height + 2 * MARGIN)),
    least,
  );
  const start = (whole: number, seen: number) => (whole < seen ? (whole - seen) / 2 : -MARGIN);
  return {
    x: start(picture.width, window.width / scale),
    y: start(picture.height, window.height / scale),
    scale,
  };
}

/** What is seen first: all of it, as long as that can be read. */
export function firstView(picture: Size, window: Size): View {
  return fitted(picture, window, READABLE);
}

/** Larger or smaller, while one point of the picture stays where it is. */
export function zoomed(view: View, factor: number, fixed: Point): View {
  const scale = within(view.scale * factor);
  const by = view.scale / scale;
  return { x: fixed.x - (fixed.x - view.x) * by, y: fixed.y - (fixed.y - view.y) * by, scale };
}

export const middle = ({ x, y, scale }: View, { width, height }: Size): Point => ({
  x: x + width / scale / 2,
  y: y + height / scale / 2,
});

/** Moved no further than needed for a box to be seen. */
export function showing(view: View, window: Size, corner: Point, box: Size): View {
  const moved = (at: number, seen: number, from: number, length: number) =>
    Math.max(Math.min(at, from - MARGIN), from + length + MARGIN - seen);
  return {
    x: moved(view.x, window.width / view.scale, corner.x, box.width),
    y: moved(view.y, window.height / view.scale, corner.y, box.height),
    scale: view.scale,
  };
}
