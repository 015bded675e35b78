/** Where everything of the graph is drawn. Pure: the same services give the same picture. */
import type { Depends } from './graph';
import { bendId, layerOf, layersOf, untangled } from './layers';

export const NODE = { width: 208, height: 60 };
const GAP = { x: 84, y: 20 };
const BEND_HEIGHT = 12;

export interface Point {
  x: number;
  y: number;
}

/** A line from the right of one node to the left of another, by the bends between. */
export interface Line {
  from: string;
  to: string;
  points: Point[];
}

export interface Layout {
  width: number;
  height: number;
  /** The upper left corner of each node. */
  nodes: Map<string, Point>;
  lines: Line[];
}

/** `entries` are nodes that only lead in, such as public addresses. What is alone stands in rows below the others. */
export function layoutOf(depends: Depends, entries: ReadonlySet<string> = new Set()): Layout {
  const used = new Set([...depends.values()].flat());
  const alone = [...depends.keys()]
    .filter((name) => !used.has(name) && depends.get(name)?.length === 0)
    .sort();
  const tied: Depends = new Map([...depends].filter(([name]) => !alone.includes(name)));
  const { layers } = untangled(layersOf(tied, entries));
  const heightOf = (bend: unknown) => (bend ? BEND_HEIGHT : NODE.height);
  const heights = layers.map((layer) =>
    layer.reduce((sum, { bend }) => sum + heightOf(bend) + GAP.y, -GAP.y),
  );
  const tallest = Math.max(0, ...heights);
  const nodes = new Map<string, Point>();
  layers.forEach((layer, number) => {
    let y = (tallest - (heights[number] ?? 0)) / 2;
    for (const { id, bend } of layer) {
      nodes.set(id, { x: number * (NODE.width + GAP.x), y });
      y += heightOf(bend) + GAP.y;
    }
  });
  const columns = Math.max(layers.length, Math.ceil(Math.sqrt(alone.length)), 1);
  const top = layers.length > 0 ? tallest + 2 * GAP.y : 0;
  alone.forEach((name, index) => {
    const row = Math.floor(index / columns);
    nodes.set(name, {
      x: (index % columns) * (NODE.width + GAP.x),
      y: top + row * (NODE.height + GAP.y),
    });
  });
  const at = layerOf(tied);
  const lines = [...tied].flatMap(([from, others]) => others.map((to) => lineOf(from, to, nodes, at)));
  const shown = new Map([...nodes].filter(([id]) => depends.has(id)));
  const corners = [...shown.values()];
  return {
    width: Math.max(NODE.width, ...corners.map(({ x }) => x + NODE.width)),
    height: Math.max(NODE.height, tallest, ...corners.map(({ y }) => y + NODE.height)),
    nodes: shown,
    lines,
  };
}

function lineOf(
  from: string,
  to: string,
  nodes: ReadonlyMap<string, Point>,
  at: ReadonlyMap<string, number>,
): Line {
  const start = nodes.get(from) ?? { x: 0, y: 0 };
  const end = nodes.get(to) ?? { x: 0, y: 0 };
  const points = [{ x: start.x + NODE.width, y: start.y + NODE.height / 2 }];
  for (let layer = 0; layer < (at.get(to) ?? 0); layer += 1) {
    const bend = nodes.get(bendId(from, to, layer));
    if (!bend) continue;
    const y = bend.y + BEND_HEIGHT / 2;
    points.push({ x: bend.x, y }, { x: bend.x + NODE.width, y });
  }
  return { from, to, points: [...points, { x: end.x, y: end.y + NODE.height / 2 }] };
}

/** Straight through bends, in curves between layers. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (!first) return '';
  let before = first;
  const parts = others.map((point) => {
    const half = (before.x + point.x) / 2;
    const part = `C${half} ${before.y} ${half} ${point.y} ${point.x} ${point.y}`;
    before = point;
    return part;
  });
  return `M${first.x} ${first.y}${parts.join('')}`;
}

/** The middle of a line, where it can be taken hold of. */
export function middleOf(points: readonly Point[]): Point {
  const number = Math.max(0, Math.floor((points.length - 1) / 2));
  const [one, other] = [points[number], points[number + 1]];
  if (!one || !other) return one ?? { x: 0, y: 0 };
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** The node at a point, if any. */
export function nodeAt({ nodes }: Layout, { x, y }: Point): string | null {
  for (const [id, at] of nodes)
    if (x >= at.x && x <= at.x + NODE.width && y >= at.y && y <= at.y + NODE.height) return id;
  return null;
}
