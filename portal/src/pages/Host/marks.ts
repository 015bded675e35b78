/** Between the rows of an editor and the changes that the API takes. Marks that are not for people stay out of both. */
import type { Host, Taint, TaintsPatch } from '../../api/hosts';
import { isOwn } from '../../components/hostMarks';

export interface LabelRow {
  key: string;
  value?: string;
}

export const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface TaintRow {
  key: string;
  value?: string;
  effect: Effect;
}

export function labelRows({ labels }: Host): LabelRow[] {
  return Object.entries(labels)
    .filter(([key]) => isOwn(key))
    .map(([key, value]) => ({ key, value }));
}

/** The labels to set, and null for those to remove. */
export function labelChange(before: readonly LabelRow[], rows: readonly LabelRow[]) {
  const old = new Map(before.map(({ key, value = '' }) => [key, value]));
  const wanted = new Map(rows.map(({ key, value = '' }) => [key.trim(), value.trim()]));
  const change: Record<string, string | null> = {};
  for (const [key, value] of wanted) if (key && old.get(key) !== value) change[key] = value;
  for (const key of old.keys()) if (!wanted.has(key)) change[key] = null;
  return change;
}

const effectOf = ({ effect }: Taint) => EFFECTS.find((one) => one === effect);

export function taintRows({ taints }: Host): TaintRow[] {
  return taints.flatMap((taint) => {
    const effect = effectOf(taint);
    return effect && isOwn(taint.key) ? [{ key: taint.key, value: taint.value, effect }] : [];
  });
}

const identity = ({ key, effect }: TaintRow) => `${key.trim()}:${effect}`;

/** A taint is known by its key and effect: another value replaces it. */
export function taintChange(before: readonly TaintRow[], rows: readonly TaintRow[]): TaintsPatch {
  const old = new Map(before.map((row) => [identity(row), row]));
  const kept = new Set(rows.map(identity));
  return {
    add: rows
      .map(({ key, value = '', effect }) => ({ key: key.trim(), value: value.trim(), effect }))
      .filter((row) => row.key !== '' && (old.get(identity(row))?.value ?? null) !== row.value),
    remove: before.filter((row) => !kept.has(identity(row))).map(({ key, effect }) => ({ key, effect })),
  };
}
