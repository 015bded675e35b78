/** What all lists of the server have in common. */
import { keepPreviousData, useQuery, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';

/** Which part of a list; `q` narrows it to what has the text in its name or the like. */
export interface ListQuery {
  q?: string;
  page: number;
  page_size: number;
}

type More<T> = Pick<UseQueryOptions<T>, 'enabled' | 'refetchInterval'>;

/** A page of a list: the one before stays in sight until the next has arrived. */
export function useListQuery<T>(queryKey: QueryKey, queryFn: () => Promise<T>, more: More<T> = {}) {
  return useQuery<T>({ queryKey, queryFn, placeholderData: keepPreviousData, ...more });
}
