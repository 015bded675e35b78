import { expect, it } from 'vitest';

import { firstView, fitted, middle, showing, zoomed } from './view';

const WINDOW = { width: 800, height: 400 };

it('fits a large picture, and leaves a small one as it is, in the middle', () => {
  expect(fitted({ width: 8000, height: 400 }, WINDOW).scale).toBeCloseTo(0.1);
  expect(fitted({ width: 200, height: 100 }, WINDOW)).toEqual({ x: -300, y: -150, scale: 1 });
});

it('begins no smaller than can be read', () => {
  expect(firstView({ width: 8000, height: 4000 }, WINDOW)).toEqual({ x: -16, y: -16, scale: 11 / 12 });
});

it('begins with all of what needs to be but a little smaller', () => {
  const picture = { width: 800, height: 100 };
  const { x, scale } = firstView(picture, WINDOW);
  expect(x).toBeCloseTo(-16);
  expect(x + WINDOW.width / scale).toBeCloseTo(picture.width + 16);
});

it('zooms about a point, within limits', () => {
  const view = zoomed({ x: 0, y: 0, scale: 1 }, 2, { x: 100, y: 50 });
  expect(view).toEqual({ x: 50, y: 25, scale: 2 });
  expect(zoomed(view, 2, { x: 0, y: 0 }).scale).toBe(2);
  expect(middle(view, WINDOW)).toEqual({ x: 250, y: 125 });
});

it('moves only where something is not seen', () => {
  const view = { x: 0, y: 0, scale: 1 };
  const box = { width: 200, height: 60 };
  expect(showing(view, WINDOW, { x: 100, y: 100 }, box)).toEqual(view);
  expect(showing(view, WINDOW, { x: 900, y: -50 }, box)).toEqual({ x: 316, y: -66, scale: 1 });
});
