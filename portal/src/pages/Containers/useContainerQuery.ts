/** What the list shows, as the address has it. */
import { STATES, type ContainerQuery, type ContainerState, type Narrowed } from '../../api/containers';
import { useListView } from '../../components/list/useListView';
import type { Filters } from '../../components/useFilters';

export const NAMES = ['tenant', 'application', 'service', 'host', 'state', 'ready', 'q'] as const;
export type ContainerFilters = Filters<(typeof NAMES)[number]>;

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

/** Whether anything is chosen. */
export function isNarrowed(filters: ContainerFilters): boolean {
  return NAMES.some((name) => filters[name] !== undefined);
}

export function useContainerQuery() {
  const view = useListView(NAMES, { sort: 'pod', pageSize: 50 });
  const { state, ready, q } = view.filters;
  const query: ContainerQuery = {
    ...narrowedBy(view.filters),
    ...(isState(state) && { state }),
    ...((ready === 'true' || ready === 'false') && { ready: ready === 'true' }),
    ...(q && { q }),
    sort: view.sort,
    ...view.paging,
  };
  return { view, query };
}
