import { describe, expect, it } from 'vitest';

import type { Depends } from './graph';
import { crossings, layerOf, layersOf, untangled } from './layers';
import { layoutOf, middleOf, NODE, pathOf } from './layout';

const graph = (lines: Record<string, string[]>): Depends => new Map(Object.entries(lines));
const SHOP = graph({ web: ['api', 'cache'], api: ['db', 'cache'], db: [], cache: [] });

/** A graph of that many services, the same each time, without circles. */
function many(count: number): Depends {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const others = index < 4 ? [] : Array.from({ length: 2 }, () => `s${next(index)}`);
      return [`s${index}`, [...new Set(others)]];
    }),
  );
}

describe('layers', () => {
  it('are by the longest way', () => {
    expect(Object.fromEntries(layerOf(SHOP))).toEqual({ web: 0, api: 1, cache: 2, db: 2 });
  });

  it('give long lines a bend in each layer that they pass', () => {
    const { layers, links } = layersOf(SHOP);
    expect(layers.map((layer) => layer.map(({ id }) => id))).toEqual([
      ['web'],
      ['api', 'web>cache@1'],
      ['cache', 'db'],
    ]);
    expect(links).toContainEqual({ from: 'web>cache@1', to: 'cache' });
  });

  it('put entries right before what they lead to', () => {
    const { layers } = layersOf(
      graph({ url: ['api'], web: ['api2'], api2: ['api'], api: [] }),
      new Set(['url']),
    );
    expect(layers.map((layer) => layer.map(({ id }) => id))).toEqual([['web'], ['api2', 'url'], ['api']]);
  });

  it('are untangled', () => {
    const crossed = layersOf(graph({ a: ['z'], b: ['y'], c: ['x'], x: [], y: [], z: [] }));
    expect(crossings(crossed)).toBe(3);
    expect(crossings(untangled(crossed))).toBe(0);
  });

  it('never get worse, and stay whole', () => {
    const given = layersOf(many(60));
    const better = untangled(given);
    expect(crossings(better)).toBeLessThan(crossings(given));
    const ids = (layers: typeof given.layers) => layers.map((layer) => layer.map(({ id }) => id).sort());
    expect(ids(better.layers)).toEqual(ids(given.layers));
  });

  it('are found where something goes round, too', () => {
    expect(layerOf(graph({ a: ['b'], b: ['a'] })).size).toBe(2);
  });
});

describe('the layout', () => {
  it('puts each service to the left of all that it depends on, and nothing over anything', () => {
    const depends = many(200);
    const { nodes, lines, width, height } = layoutOf(depends);
    expect(nodes.size).toBe(200);
    for (const { from, to } of lines) expect(nodes.get(from)?.x).toBeLessThan(nodes.get(to)?.x ?? 0);
    const corners = [...nodes.values()];
    const overlaps = corners.filter((one, index) =>
      corners
        .slice(index + 1)
        .some((other) => Math.abs(one.x - other.x) < NODE.width && Math.abs(one.y - other.y) < NODE.height),
    );
    expect(overlaps).toEqual([]);
    for (const { x, y } of corners) {
      expect(x + NODE.width).toBeLessThanOrEqual(width);
      expect(y + NODE.height).toBeLessThanOrEqual(height);
    }
  });

  it('puts what is alone in rows, not in one long column', () => {
    const { width, height } = layoutOf(new Map(Array.from({ length: 100 }, (_, index) => [`s${index}`, []])));
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(5);
  });

  it('is something for one service, and for none', () => {
    expect(layoutOf(graph({ web: [] })).nodes.get('web')).toEqual({ x: 0, y: 0 });
    expect(layoutOf(graph({})).lines).toEqual([]);
  });

  it('draws lines from right to left sides, through their bends', () => {
    const { lines, nodes } = layoutOf(SHOP);
    const line = lines.find(({ from, to }) => from === 'web' && to === 'cache');
    expect(line?.points).toHaveLength(4);
    expect(line?.points[0]?.x).toBe((nodes.get('web')?.x ?? 0) + NODE.width);
    expect(line?.points.at(-1)?.x).toBe(nodes.get('cache')?.x);
    expect(
      pathOf([
        { x: 0, y: 0 },
        { x: 10, y: 20 },
      ]),
    ).toBe('M0 0C5 0 5 20 10 20');
    expect(
      middleOf([
        { x: 0, y: 0 },
        { x: 10, y: 20 },
      ]),
    ).toEqual({ x: 5, y: 10 });
  });
});
