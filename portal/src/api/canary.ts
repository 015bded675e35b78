/** Canaries: another configuration of a service beside the present one, with a share of the requests to its domains. */
import { useQuery } from '@tanstack/react-query';

import type { Application } from './applications';
import { isNotSet } from './charts';
import { answer, api, type Schemas } from './client';
import { useRefreshInterval } from './live';
import { keys } from './query';
import type { Service, ServiceConfig } from './services';

export type Canary = Schemas['Canary'];
export type CanaryTraffic = Schemas['CanaryTraffic'];
export type Side = CanaryTraffic['stable'];
export type Measure = Schemas['Measure'];

/** There is a new point as often. */
const TRAFFIC_MS = 15_000;

/** With how many of a hundred requests one begins. */
export const FIRST_WEIGHT = 10;

const path = (id: string) => ({ params: { path: { service_id: id } } });

/** The services of an application without their canaries: these are shown as parts of them. */
export function ownServices({ services }: Application): Service[] {
  return (services ?? []).filter(({ canary_of: of }) => !of);
}

/** The canary of a service, as one of its application's services. */
export function canaryOf({ services }: Application, id: string): Service | undefined {
  return services?.find(({ canary_of: of }) => of === id);
}

/** Which share a service's canary is to get, and what it runs; null once there is none. */
export function useCanary(id: string) {
  return useQuery({
    queryKey: keys.canary(id),
    queryFn: async () => (await answer(api.GET('/api/v1/services/{service_id}/canary', path(id)))).canary,
    refetchInterval: useRefreshInterval(),
  });
}

/** What the gateway counts of a canary and of its service. It has to be set up for that, and is not everywhere. */
export function useCanaryTraffic(id: string) {
  return useQuery({
    queryKey: keys.canaryTraffic(id),
    // The client's types forget that a point has two parts.
    queryFn: async () =>
      (await answer(api.GET('/api/v1/services/{service_id}/canary/traffic', path(id)))) as CanaryTraffic,
    refetchInterval: ({ state: { error } }) => !isNotSet(error) && TRAFFIC_MS,
  });
}

interface Begun {
  id: string;
  config: ServiceConfig;
  /** The one that was changed: refused when there is a newer one. */
  revision?: number;
}

const begin = ({ id, ...tried }: Begun, rehearsed: boolean) => {
  const { params } = path(id);
  return answer(
    api.POST('/api/v1/services/{service_id}/canary', {
      params: { ...params, query: { dry_run: rehearsed } },
      body: { ...tried, weight: FIRST_WEIGHT },
    }),
  );
};

/** Whether a configuration could be tried: what speaks against it is the error. Nothing is asked without an id. */
export function useRehearsal(id: string | null, config: ServiceConfig) {
  return useQuery({
    queryKey: keys.canaryRehearsal(id ?? '', config),
    queryFn: () => begin({ id: id ?? '', config }, true),
    enabled: id !== null,
    gcTime: 0,
  });
}

export function startCanary(begun: Required<Begun>) {
  return begin(begun, false);
}

export function weighCanary({ id, weight }: { id: string; weight: number }) {
  return answer(api.PUT('/api/v1/services/{service_id}/canary/weight', { ...path(id), body: { weight } }));
}

export function promoteCanary(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/canary/promote', path(id)));
}

export function abortCanary(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/canary/abort', path(id)));
}
