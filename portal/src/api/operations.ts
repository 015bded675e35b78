/** The operation log: who did what. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';
import { readLines } from './streams';
import type { ApiError } from './errors';

export type Operation = Schemas['OperationOut'];

export const OPERATION_FILTERS = [
  'since',
  'until',
  'tenant_id',
  'actor_id',
  'object_kind',
  'object_id',
  'outcome',
  'request_id',
  'q',
] as const;
export type OperationFilters = Partial<Record<(typeof OPERATION_FILTERS)[number], string>>;

const PAGE_SIZE = 50;

/** The log, newest first, piece by piece: each piece tells where the next begins. */
export function useOperations(filters: OperationFilters) {
  return useInfiniteQuery({
    queryKey: keys.operations(filters),
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/operations', {
          params: { query: { ...filters, page_size: PAGE_SIZE, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

export function useOperation(id: string) {
  return useQuery({
    queryKey: keys.operation(id),
    queryFn: () =>
      answer(api.GET('/api/v1/operations/{operation_id}', { params: { path: { operation_id: id } } })),
  });
}

export function exportAddress(filters: OperationFilters, format: 'csv' | 'jsonl'): string {
  return `/api/v1/operations/export?${new URLSearchParams({ ...filters, format }).toString()}`;
}

export interface ChainProblem {
  kind: 'missing' | 'changed' | 'added' | 'unanchored' | 'unattested';
  first_seq: number;
  last_seq: number;
}

export interface Verdict {
  intact: boolean;
  checked: number;
  problems: number;
  anchor: string;
}

export interface VerifySink {
  checked: (checked: number) => void;
  problem: (problem: ChainProblem) => void;
  verdict: (verdict: Verdict) => void;
  failed: (error: ApiError) => void;
  /** The stream ended without a verdict. */
  brokenOff: () => void;
}

/** Have the log's chain of hashes checked; the returned function breaks it off. */
export function verifyChain(sink: VerifySink): () => void {
  let event = '';
  let decided = false;
  const take = (line: string) => {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    if (!line.startsWith('data:')) return;
    const told: unknown = JSON.parse(line.slice(5));
    if (event === 'progress') sink.checked((told as { checked: number }).checked);
    if (event === 'problem') sink.problem(told as ChainProblem);
    if (event === 'verdict') {
      decided = true;
      sink.verdict(told as Verdict);
    }
  };
  return readLines('/api/v1/operations/verify', {
    lines: (lines) => lines.forEach(take),
    ended: () => {
      if (!decided) sink.brokenOff();
    },
    failed: sink.failed,
  });
}
