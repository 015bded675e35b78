/** What the list shows is kept in the address, so that a link or the back button leads to the same view. */
import { useSearchParams } from 'react-router';

import type { ApplicationQuery } from '../../api/applications';

const PAGE_SIZE = 20;
type Change = { [K in keyof ApplicationQuery]?: string | number };

const DEFAULTS: Record<string, string> = {
  page: '1',
  page_size: String(PAGE_SIZE),
  sort: 'name',
  q: '',
  tenant_id: '',
};

const positive = (text: string | null, otherwise: number) => {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
};

export function readQuery(params: URLSearchParams): ApplicationQuery {
  const q = params.get('q');
  const tenant = params.get('tenant_id');
  return {
    page: positive(params.get('page'), 1),
    page_size: positive(params.get('page_size'), PAGE_SIZE),
    sort: params.get('sort') ?? 'name',
    ...(q && { q }),
    ...(tenant && { tenant_id: tenant }),
  };
}

export function withChange(params: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (String(value) === DEFAULTS[name]) next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}

export function useListQuery() {
  const [params, setParams] = useSearchParams();
  return {
    query: readQuery(params),
    change: (change: Change) => setParams((before) => withChange(before, change), { replace: true }),
  };
}

export type ListState = ReturnType<typeof useListQuery>;
