/** Filters that are kept in the address, so that a link or the back button leads to the same view. */
import { useSearchParams } from 'react-router';

import { isTenant } from './tenantInView';

export type Filters<N extends string> = Partial<Record<N, string>>;

/** The named parameters that are set. */
export function readFilters<N extends string>(params: URLSearchParams, names: readonly N[]): Filters<N> {
  const read: Filters<N> = {};
  for (const name of names) {
    const value = params.get(name);
    if (value) read[name] = value;
  }
  return read;
}

/** The address's parameters with some changed; an empty value takes one away. */
export function withFilters(params: URLSearchParams, change: Record<string, string | undefined>) {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

/** A page's number (or size) as the address has it; the first, for what is none. */
export function pageOf(text: string | undefined, otherwise = 1): number {
  const page = Number(text);
  return Number.isInteger(page) && page > 0 ? page : otherwise;
}

export function useFilters<N extends string>(names: readonly N[]) {
  const [params, setParams] = useSearchParams();
  return {
    filters: readFilters(params, names),
    change: (change: Filters<N>) => setParams((before) => withFilters(before, change), { replace: true }),
    /** Takes all back but whose things are shown: that is chosen in the frame. */
    reset: () =>
      setParams((before) => new URLSearchParams([...before].filter(([name]) => isTenant(name))), {
        replace: true,
      }),
    /** For links to other views of the same selection: `?…`, or nothing. */
    search: params.size > 0 ? `?${params.toString()}` : '',
  };
}
