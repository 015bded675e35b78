import { useEffect, useState, type RefObject } from 'react';

import type { Point } from './layout';
import { firstView, fitted, middle, showing, zoomed, type Size, type View } from './view';

/** Until the browser has told how large the window onto the picture is. */
const UNKNOWN: Size = { width: 960, height: 480 };
const STEP = 1.25;

/** The window onto the picture: moved by dragging, zoomed by buttons and by Ctrl and the wheel. */
export function useView(svg: RefObject<SVGSVGElement | null>, picture: Size) {
  const [size, setSize] = useState(UNKNOWN);
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? firstView(picture, size);

  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setSize(entry.contentRect);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [svg]);

  const pointAt = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left = 0, top = 0 } = svg.current?.getBoundingClientRect() ?? {};
    return { x: view.x + (clientX - left) / view.scale, y: view.y + (clientY - top) / view.scale };
  };
  const zoom = (factor: number, fixed?: Point) => setMoved(zoomed(view, factor, fixed ?? middle(view, size)));

  useEffect(() => {
    const element = svg.current;
    // Without Ctrl the wheel goes on to scroll the page; React's own listeners could not hold the browser's zoom back.
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, pointAt(event));
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  });

  return {
    view,
    box: `${view.x} ${view.y} ${size.width / view.scale} ${size.height / view.scale}`,
    pointAt,
    larger: () => zoom(STEP),
    smaller: () => zoom(1 / STEP),
    fit: () => setMoved(fitted(picture, size)),
    moveTo: (x: number, y: number) => setMoved({ ...view, x, y }),
    show: (corner: Point, box: Size) => {
      const wanted = showing(view, size, corner, box);
      if (wanted.x !== view.x || wanted.y !== view.y) setMoved(wanted);
    },
  };
}

type Moves = Pick<PointerEvent, 'clientX' | 'clientY'>;

/** Follows a pressed pointer wherever it goes, until it is let go. */
export function follow(move: (at: Moves) => void, end: (at: Moves | null) => void): void {
  const stop = () => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', cancel);
  };
  const up = (event: PointerEvent) => {
    stop();
    end(event);
  };
  const cancel = () => {
    stop();
    end(null);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', cancel);
}
