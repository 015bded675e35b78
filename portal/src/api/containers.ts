/** Containers: the list of all, one with everything that is known of it, and what can be done with it. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type ContainerRow = Schemas['ContainerRow'];
export type ContainerDetail = Schemas['ContainerDetail'];
export type ContainerPage = Schemas['ContainerPage'];
export type ContainerState = ContainerRow['state'];
export type Run = Schemas['ContainerState'];
export type Variable = Schemas['ContainerVariable'];
export type Mount = Schemas['ContainerMount'];
export type Probe = Schemas['ProbeOut'];
export type PodEvent = Schemas['PodEvent'];
export type Condition = Schemas['PodCondition'];
export type InitContainer = Schemas['InitContainer'];
export type Usage = NonNullable<ContainerRow['usage']>;

export const STATES = ['running', 'waiting', 'terminated'] as const satisfies readonly ContainerState[];

/** What narrows the list; the stream of changes knows the first four of them. */
export interface Narrowed {
  tenant?: string;
  application?: string;
  service?: string;
  host?: string;
}

export interface ContainerQuery extends Narrowed, ListQuery {
  state?: ContainerState;
  ready?: boolean;
  sort: string;
}

/** The API measures what containers use this often; changes are told by the stream. */
export const USAGE_MS = 15_000;
/** How often is asked while the stream is interrupted. */
const BROKEN_MS = 4_000;

export function useContainerList(query: ContainerQuery, streamBroken: boolean) {
  return useListQuery(
    keys.containerList(query),
    () => answer(api.GET('/api/v1/containers', { params: { query: { ...query } } })),
    { refetchInterval: streamBroken ? BROKEN_MS : USAGE_MS },
  );
}

/** Where a container is: its `id` is these three. */
export interface Place {
  tenant_id: string;
  pod: string;
  container: string;
}

export const idOf = ({ tenant_id, pod, container }: Place) => `${tenant_id}/${pod}/${container}`;
export const pageOfContainer = (place: Place) =>
  `/containers/${[place.tenant_id, place.pod, place.container].map(encodeURIComponent).join('/')}`;

/** Its address in the API, for what the typed client does not ask for: streams and sockets. */
export const apiOfContainer = (place: Place) => `/api/v1${pageOfContainer(place)}`;

/** One container. It asks the cluster for its events, so it is asked for again only when something has changed. */
export function useContainer(place: Place, streamBroken: boolean) {
  return useQuery({
    queryKey: keys.oneContainer(idOf(place)),
    queryFn: () =>
      answer(api.GET('/api/v1/containers/{tenant_id}/{pod}/{container}', { params: { path: { ...place } } })),
    refetchInterval: streamBroken && BROKEN_MS,
  });
}

/** What one container uses, from the list: that costs the cluster nothing. */
export function useContainerUsage({ tenant_id: tenant, pod, container }: Place) {
  return useQuery({
    queryKey: keys.containerUsage(idOf({ tenant_id: tenant, pod, container })),
    queryFn: async () => {
      const query = { tenant, q: pod, page_size: 100 };
      const page = await answer(api.GET('/api/v1/containers', { params: { query } }));
      const row = page.items.find((item) => item.pod === pod && item.container === container);
      return { usage: row?.usage ?? null, problem: page.usage_problem };
    },
    refetchInterval: USAGE_MS,
  });
}

export function restartPod({ tenant_id, pod }: Place) {
  return answer(
    api.POST('/api/v1/containers/{tenant_id}/{pod}/restart', { params: { path: { tenant_id, pod } } }),
  );
}

export function deletePod({ tenant_id, pod }: Place) {
  return answer(api.DELETE('/api/v1/containers/{tenant_id}/{pod}', { params: { path: { tenant_id, pod } } }));
}

/** The names of hosts, for those who may read them. */
export function useHostNames(enabled: boolean) {
  return useQuery({
    queryKey: ['containers', 'hosts'],
    queryFn: async () => {
      const page = await answer(api.GET('/api/v1/hosts', { params: { query: { page_size: 500 } } }));
      return page.items.map(({ name }) => name);
    },
    enabled,
  });
}
