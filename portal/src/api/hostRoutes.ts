/** Routes from each host to the pod networks of all others, as the agents on the hosts tell. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';
import type { ListQuery } from './tenants';

export type HostRoutes = Schemas['HostRoutes'];
export type Route = Schemas['RouteOut'];

// They are answered from the platform's memory; an agent reports within a second of a change.
const LIST_MS = 3_000;

export function useHostRoutes(query: ListQuery & { problems?: boolean; sort?: string }) {
  return useQuery({
    queryKey: keys.hostRoutes(query),
    queryFn: () => answer(api.GET('/api/v1/routes', { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_MS,
  });
}
