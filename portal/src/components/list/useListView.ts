/** What a list shows is kept in the address, so that a link or the back button leads to the same view. */
import { pageOf, useFilters, type Filters } from '../useFilters';

/** The server refuses pages that are longer. */
const LONGEST_PAGE = 500;

interface First {
  /** `name`, or `-name` for descending; empty where the server has one order only. */
  sort?: string;
  pageSize?: number;
}

const ORDER = ['sort', 'page', 'page_size'] as const;

/** Narrowing or sorting a list leads to its first page. `names` are the filters that it has besides. */
export function useListView<const N extends string>(
  names: readonly N[],
  { sort: firstSort = '', pageSize = 20 }: First = {},
) {
  const { filters: all, change: write, ...rest } = useFilters<string>([...names, ...ORDER]);
  const { page, page_size: size, sort = firstSort, ...filters } = all;
  return {
    ...rest,
    filters: filters as Filters<N>,
    change: (to: Filters<N>) => write({ page: '', ...to }),
    paging: { page: pageOf(page), page_size: Math.min(pageOf(size, pageSize), LONGEST_PAGE) },
    sort,
    sortBy: (to: string) => write({ page: '', sort: to }),
    goTo: (to: number) => write({ page: String(to) }),
  };
}

/** The part of a view that its table works with. */
export type TableView = Pick<ReturnType<typeof useListView>, 'paging' | 'sort' | 'sortBy' | 'goTo'>;
