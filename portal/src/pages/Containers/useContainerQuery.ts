/** What the list shows, as the address has it. */
import { STATES, type ContainerQuery, type ContainerState, type Narrowed } from '../../api/containers';
import { pageOf, useFilters, type Filters } from '../../components/useFilters';

export const NAMES = [
  'tenant',
  'application',
  'service',
  'host',
  'state',
  'ready',
  'q',
  'sort',
  'page',
] as const;
export type ContainerFilters = Filters<(typeof NAMES)[number]>;

export const PAGE_SIZE = 50;
const FIRST_SORT = 'pod';

const isState = (text: string | undefined): text is ContainerState =>
  (STATES as readonly (string | undefined)[]).includes(text);

/** The part of the filters that the stream knows, too. */
export function narrowedBy({ tenant, application, service, host }: ContainerFilters): Narrowed {
  return {
    ...(tenant && { tenant }),
    ...(application && { application }),
    ...(service && { service }),
    ...(host && { host }),
  };
}

export function queryOf(filters: ContainerFilters): ContainerQuery {
  const { state, ready, q, sort = FIRST_SORT, page } = filters;
  return {
    ...narrowedBy(filters),
    ...(isState(state) && { state }),
    ...((ready === 'true' || ready === 'false') && { ready: ready === 'true' }),
    ...(q && { q }),
    sort,
    page: pageOf(page),
    page_size: PAGE_SIZE,
  };
}

/** Whether anything but order and page is chosen. */
export function isNarrowed(filters: ContainerFilters): boolean {
  return NAMES.some((name) => name !== 'sort' && name !== 'page' && filters[name] !== undefined);
}

export function useContainerQuery() {
  const { filters, change, reset } = useFilters(NAMES);
  return {
    filters,
    query: queryOf(filters),
    /** Whatever else is chosen, it begins at its first page. */
    change: (changed: ContainerFilters) => change({ page: '', ...changed }),
    reset,
  };
}
