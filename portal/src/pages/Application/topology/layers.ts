/**
 * Nodes in layers: each to the left of all that it depends on, with few crossings. Pure.
 *
 * A node's layer is its longest way from the left; lines that pass layers go through bends in each of them, so that
 * they are put in order with the nodes. The order comes from sweeps by barycentre, of which the best is kept.
 */
import type { Depends } from './graph';

const SWEEPS = 8;

/** One place in a layer: a node, or a bend of the line from `from` to `to`. */
export interface Slot {
  id: string;
  bend?: { from: string; to: string };
}

export interface Layers {
  layers: Slot[][];
  /** Lines between neighbouring layers. */
  links: { from: string; to: string }[];
}

/** By longest way; a line that closes a circle does not count, as the server makes none. */
export function layerOf(depends: Depends): Map<string, number> {
  const users = new Map<string, string[]>([...depends.keys()].map((name) => [name, []]));
  for (const [name, others] of depends) for (const other of others) users.get(other)?.push(name);
  const known = new Map<string, number>();
  const open = new Set<string>();
  const visit = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    open.add(name);
    const before = (users.get(name) ?? []).filter((user) => !open.has(user)).map((user) => visit(user) + 1);
    open.delete(name);
    const layer = Math.max(0, ...before);
    known.set(name, layer);
    return layer;
  };
  for (const name of depends.keys()) visit(name);
  return known;
}

export const bendId = (from: string, to: string, layer: number) => `${from}>${to}@${layer}`;

/** All nodes in their layers, by name, with the bends of long lines; `entries` move right, next to what they lead to. */
export function layersOf(depends: Depends, entries: ReadonlySet<string> = new Set()): Layers {
  const at = layerOf(depends);
  for (const entry of entries) {
    const nearest = Math.min(...(depends.get(entry) ?? []).map((name) => at.get(name) ?? 1));
    if (Number.isFinite(nearest)) at.set(entry, nearest - 1);
  }
  const layers: Slot[][] = Array.from({ length: Math.max(-1, ...at.values()) + 1 }, () => []);
  for (const name of [...depends.keys()].sort()) layers[at.get(name) ?? 0]?.push({ id: name });
  const links: Layers['links'] = [];
  for (const [from, others] of depends) {
    for (const to of others) {
      const [first, last] = [at.get(from) ?? 0, at.get(to) ?? 0];
      let before = from;
      for (let layer = first + 1; layer < last; layer += 1) {
        const id = bendId(from, to, layer);
        layers[layer]?.push({ id, bend: { from, to } });
        links.push({ from: before, to: id });
        before = id;
      }
      if (first < last) links.push({ from: before, to });
    }
  }
  return { layers, links };
}

const placesOf = (layers: readonly Slot[][]) =>
  new Map(layers.flatMap((layer) => layer.map(({ id }, place) => [id, place] as const)));

/** How many pairs of lines between neighbouring layers cross. */
export function crossings({ layers, links }: Layers): number {
  const place = placesOf(layers);
  const of = new Map(layers.flatMap((layer, number) => layer.map(({ id }) => [id, number] as const)));
  const byLayer = new Map<number, [number, number][]>();
  for (const { from, to } of links) {
    const number = of.get(from) ?? 0;
    byLayer.set(number, [...(byLayer.get(number) ?? []), [place.get(from) ?? 0, place.get(to) ?? 0]]);
  }
  let count = 0;
  for (const lines of byLayer.values())
    lines.forEach(([a, b], index) => {
      for (const [c, d] of lines.slice(index + 1)) if ((a - c) * (b - d) < 0) count += 1;
    });
  return count;
}

/** The same layers in an order with fewer crossings, never more. */
export function untangled(given: Layers): Layers {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const { from, to } of given.links) {
    before.set(to, [...(before.get(to) ?? []), from]);
    after.set(from, [...(after.get(from) ?? []), to]);
  }
  let best = given;
  let fewest = crossings(given);
  let layers = given.layers;
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    layers = swept(layers, sweep % 2 === 0 ? before : after, sweep % 2 === 1);
    const now = crossings({ layers, links: given.links });
    if (now < fewest) [best, fewest] = [{ layers, links: given.links }, now];
  }
  return best;
}

/** Each layer by the middle of its neighbours in the layer that was put in order before it. */
function swept(
  layers: readonly Slot[][],
  neighbours: ReadonlyMap<string, string[]>,
  back: boolean,
): Slot[][] {
  const done = layers.map((layer) => [...layer]);
  const order = [...done.keys()];
  for (const number of back ? order.reverse() : order) {
    const place = placesOf(done);
    const middle = ({ id }: Slot) => {
      const near = neighbours.get(id) ?? [];
      if (near.length === 0) return place.get(id) ?? 0;
      return near.reduce((sum, other) => sum + (place.get(other) ?? 0), 0) / near.length;
    };
    const keyed = (done[number] ?? []).map((slot) => ({ slot, key: middle(slot) }));
    done[number] = keyed.sort((one, other) => one.key - other.key).map(({ slot }) => slot);
  }
  return done;
}
