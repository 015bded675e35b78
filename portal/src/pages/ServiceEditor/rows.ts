/** Named things of a configuration as rows of a form, and back. */
import type { Schemas } from '../../api/client';
import { rowsOf, type EnvRow } from '../../components/serviceForm';

import type { Conversion } from './values';

type Source = Schemas['EnvFrom'];
type Files = Schemas['Files'];

/** A key of a set, and what it becomes: a variable, or a path. */
export interface KeyRow {
  key: string;
  as: string;
}

export type SourceRow = Omit<Source, 'keys'> & { keys: KeyRow[] | null };
export type FileRow = Omit<Files, 'keys'> & { keys: KeyRow[] | null };

const keyRows = (keys: Record<string, string> | null | undefined) =>
  keys ? Object.entries(keys).map(([key, as]) => ({ key, as })) : null;

const keysOf = (rows: KeyRow[] | null) =>
  rows ? Object.fromEntries(rows.map(({ key, as }) => [key, as])) : null;

const envOf = (rows: readonly EnvRow[]) =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value ?? '']));

/** Variables with their values, and those out of sets. */
export const VARIABLES: Conversion = {
  read: ({ env, env_from }) => ({
    env: rowsOf(env),
    env_from: (env_from ?? []).map((source) => ({ ...source, keys: keyRows(source.keys) })),
  }),
  write: ({ env, env_from }) => ({
    env: envOf(env),
    env_from: env_from.map((source) => ({ ...source, keys: keysOf(source.keys) })),
  }),
};

/** Files out of sets. */
export const FILES: Conversion = {
  read: ({ files }) => ({ files: (files ?? []).map((one) => ({ ...one, keys: keyRows(one.keys) })) }),
  write: ({ files }) => ({ files: files.map((one) => ({ ...one, keys: keysOf(one.keys) })) }),
};
