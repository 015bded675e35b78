/** Routes from each host to the pod networks of all others, as the agents on the hosts tell. */
import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type HostRoutes = Schemas['HostRoutes'];
export type Route = Schemas['RouteOut'];

// They are answered from the platform's memory; an agent reports within a second of a change.
const LIST_MS = 3_000;

export function useHostRoutes(query: ListQuery & { problems?: boolean; sort?: string }) {
  return useListQuery(
    keys.hostRoutes(query),
    () => answer(api.GET('/api/v1/routes', { params: { query } })),
    { refetchInterval: LIST_MS },
  );
}
