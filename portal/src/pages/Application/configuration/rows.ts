/** The entries of a set as rows that are edited, and back: only what differs is sent. Pure. */
import type { Change } from '../../../api/applications';
import type { Entry, EntryChange, Patch, SetKind } from '../../../api/configuration';

type Entries = Record<string, Entry>;

export interface Row {
  id: number;
  key: string;
  /** Null keeps the value as it is: it is masked, and must not be sent back. */
  entry: Entry | null;
  /** What the server shows in place of the value that the user may not see. */
  masked?: string;
}

export type Problem = 'required' | 'invalid' | 'doubled';

export const MASK = '***';
const KEY = /^\.?[-_A-Za-z0-9][-._A-Za-z0-9]*$/;
const LONGEST_KEY = 253;
const SHOWN = 200;

let lastId = 0;

export function newRow(key = '', entry: Entry = ''): Row {
  lastId += 1;
  return { id: lastId, key, entry };
}

const isMasked = (entry: Entry): entry is string =>
  typeof entry === 'string' && (entry === MASK || entry.includes(`://${MASK}@`));

function rowOf([key, entry]: [string, Entry]): Row {
  return isMasked(entry) ? { ...newRow(key), entry: null, masked: entry } : newRow(key, entry);
}

export const rowsOf = (entries: Entries): Row[] => Object.entries(entries).map(rowOf);

const same = (one: Entry | undefined, other: Entry) =>
  typeof one === 'object' && typeof other === 'object' ? one.base64 === other.base64 : one === other;

const isBlank = ({ key, entry }: Row) => key === '' && entry === '';

/** Whether a row says what the set says anyway. */
const isUntouched = ({ key, entry }: Row, entries: Entries) =>
  entry === null ? key in entries : same(entries[key], entry);

/** What the rows change of a set with these entries. */
export function patchOf(entries: Entries, rows: readonly Row[]): Patch {
  const present = new Set(rows.map(({ key }) => key));
  const removed = Object.keys(entries).filter((key) => !present.has(key));
  const patch: Patch = Object.fromEntries(removed.map((key) => [key, null]));
  for (const row of rows) {
    if (row.key && row.entry !== null && !isUntouched(row, entries)) patch[row.key] = row.entry;
  }
  return patch;
}

/** Whether something would be lost by leaving; also what cannot be sent yet. */
export function isEdited(entries: Entries, rows: readonly Row[]): boolean {
  return (
    Object.keys(patchOf(entries, rows)).length > 0 ||
    rows.some((row) => !row.key && !isBlank(row)) ||
    problemsOf(rows).size > 0
  );
}

/** What is wrong with keys, by row. A row without anything in it is no problem, and is not sent. */
export function problemsOf(rows: readonly Row[]): Map<number, Problem> {
  const found = new Map<number, Problem>();
  const seen = new Set<string>();
  for (const row of rows) {
    if (isBlank(row)) continue;
    if (!row.key) found.set(row.id, 'required');
    else if (!KEY.test(row.key) || row.key.length > LONGEST_KEY) found.set(row.id, 'invalid');
    else if (seen.has(row.key)) found.set(row.id, 'doubled');
    seen.add(row.key);
  }
  return found;
}

/** The rows upon entries that somebody else has saved meanwhile: what was touched stays, all else becomes theirs. */
export function rebased(rows: readonly Row[], before: Entries, now: Entries): Row[] {
  const mine = rows.flatMap((row) => {
    if (!isUntouched(row, before)) return [row];
    const theirs = now[row.key];
    return theirs === undefined ? [] : [rowOf([row.key, theirs])];
  });
  const known = new Set([...Object.keys(before), ...mine.map(({ key }) => key)]);
  return [
    ...mine,
    ...Object.entries(now)
      .filter(([key]) => !known.has(key))
      .map(rowOf),
  ];
}

/** How many bytes base64 stands for. */
export function bytesIn(base64: string): number {
  const padding = /=*$/.exec(base64)?.[0].length ?? 0;
  return (base64.length * 3) / 4 - padding;
}

function told(kind: SetKind, entry: Entry | null | undefined): string | null {
  if (entry === null || entry === undefined) return null;
  if (kind === 'secret') return MASK;
  if (typeof entry === 'object') return `(${bytesIn(entry.base64)} bytes)`;
  return entry.length > SHOWN ? `${entry.slice(0, SHOWN)}…` : entry;
}

/** What a patch changes, as the table of differences shows it. */
export function changesOf(kind: SetKind, entries: Entries, patch: Patch): Change[] {
  return Object.entries(patch).map(([field, entry]) => ({
    service: null,
    field,
    before: told(kind, entries[field]),
    after: told(kind, entry),
  }));
}

/** The server's differences, likewise. */
export const shownChanges = (changes: readonly EntryChange[]): Change[] =>
  changes.map(({ key, before, after }) => ({ service: null, field: key, before, after }));
