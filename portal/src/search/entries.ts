/** What the arrow keys walk along: results by group, and after them the way to all of a kind. Pure. */
import type { SearchGroup, SearchKind } from '../api/search';

import { listOf, pageOf, type Place } from './places';
import type { Shown } from './Result';

export interface Entry {
  to: string;
  /** Null: it leads to the list. */
  place: Shown | null;
}

export interface Section {
  name: SearchKind | 'recent';
  known: boolean;
  entries: Entry[];
}

export function sectionsOf(groups: readonly SearchGroup[], text: string): Section[] {
  return groups.map(({ kind, known, more, items }) => {
    const entries: Entry[] = items.map((hit) => {
      const place = { ...hit, kind };
      return { to: pageOf(place), place };
    });
    const list = more ? listOf(kind, text) : undefined;
    return { name: kind, known, entries: list ? [...entries, { to: list, place: null }] : entries };
  });
}

export function recentSection(places: readonly Place[]): Section[] {
  if (places.length === 0) return [];
  return [{ name: 'recent', known: true, entries: places.map((place) => ({ to: pageOf(place), place })) }];
}

/** The next entry by an arrow key, round the ends. */
export function step(active: number, key: string, count: number): number {
  if (count === 0) return 0;
  if (key === 'ArrowDown') return (active + 1) % count;
  return (active - 1 + count) % count;
}
