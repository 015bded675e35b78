/** Services of an application: actions, and what can be looked at inside. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useRefreshInterval } from './live';
import { keys } from './query';

export type Service = Schemas['ServiceOut'];
export type ServiceConfig = Service['config'];
export type ServiceFile = Schemas['ServiceFile'];
export type ServiceStatus = Schemas['ServiceStatus'];
export type Reason = Schemas['Reason'];
export type Rollout = Schemas['Rollout'];
export type Revision = Schemas['RevisionOut'];
export type Probe = Schemas['Probe'];
export type Tried = Schemas['Tried'];
export type Variable = Schemas['Variable'];
export type Container = Schemas['ContainerOut'];

/** How often containers that come or go are looked at. */
const MOTION_MS = 2_000;
/** A service has at most 500 replicas. */
const MOST_CONTAINERS = 500;

const path = (id: string) => ({ params: { path: { service_id: id } } });

export function useRevisions(id: string) {
  return useQuery({
    queryKey: keys.revisions(id),
    queryFn: () => answer(api.GET('/api/v1/services/{service_id}/revisions', path(id))),
  });
}

/** By which rules its replicas are set, and what these changed lately; `at` is when they did so last. */
export function useAutoscaling(id: string, at: string) {
  return useQuery({
    queryKey: keys.autoscaling(id, at),
    queryFn: () => answer(api.GET('/api/v1/services/{service_id}/autoscaling', path(id))),
  });
}

export function useVariables(id: string) {
  return useQuery({
    queryKey: keys.variables(id),
    queryFn: () => answer(api.GET('/api/v1/services/{service_id}/variables', path(id))),
  });
}

/** The variables that services would provide to one that depends on them, whether or not it does yet. */
export function useProvided(application: string, services: readonly string[]) {
  return useQuery({
    queryKey: keys.provided(application, services),
    queryFn: () =>
      answer(
        api.GET('/api/v1/applications/{application_id}/variables', {
          params: { path: { application_id: application }, query: { service: [...services] } },
        }),
      ),
    enabled: services.length > 0,
    placeholderData: keepPreviousData,
  });
}

export function useContainers(id: string) {
  const quiet = useRefreshInterval();
  return useQuery({
    queryKey: keys.containers(id),
    queryFn: async () => {
      const { params } = path(id);
      const page = await answer(
        api.GET('/api/v1/services/{service_id}/containers', {
          params: { ...params, query: { page_size: MOST_CONTAINERS } },
        }),
      );
      return page.items;
    },
    refetchInterval: ({ state }) => (state.data?.some(inMotion) ? MOTION_MS : quiet),
  });
}

/** Whether a container is on its way up or down: its service's status may have settled before it has. */
export function inMotion({ ready, reason }: Container): boolean {
  return !ready || reason === 'Terminating';
}

export function addService({ applicationId, body }: { applicationId: string; body: ServiceFile }) {
  return answer(
    api.POST('/api/v1/applications/{application_id}/services', {
      params: { path: { application_id: applicationId } },
      body,
    }),
  );
}

/** Volumes stay, as used by nobody, unless they are to be deleted, too. */
export function deleteService({ id, volumes }: { id: string; volumes: boolean }) {
  const params = { ...path(id).params, query: { delete_volumes: volumes } };
  return answer(api.DELETE('/api/v1/services/{service_id}', { params }));
}

export function publishService(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/publish', path(id)));
}

export function unpublishService(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/unpublish', path(id)));
}

export function restartService(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/restart', path(id)));
}

export function scaleService({ id, replicas }: { id: string; replicas: number }) {
  return answer(api.POST('/api/v1/services/{service_id}/scale', { ...path(id), body: { replicas } }));
}

export function upgradeService({ id, body }: { id: string; body: Schemas['Upgrade'] }) {
  return answer(api.POST('/api/v1/services/{service_id}/upgrade', { ...path(id), body }));
}

export function pauseRollout(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/rollout/pause', path(id)));
}

export function resumeRollout(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/rollout/resume', path(id)));
}

/** Returns to the revision that the old replicas still run. */
export function abortRollout(id: string) {
  return answer(api.POST('/api/v1/services/{service_id}/rollout/abort', path(id)));
}

/** Replaces the whole configuration: for what an upgrade does not reach. */
export function updateService({ id, body }: { id: string; body: Schemas['ServiceUpdate'] }) {
  return answer(api.PUT('/api/v1/services/{service_id}', { ...path(id), body }));
}

export function rollbackService({ id, revision }: { id: string; revision: number }) {
  return answer(api.POST('/api/v1/services/{service_id}/rollback', { ...path(id), body: { revision } }));
}

/** Run a probe once in a container that runs, whether or not it is saved. */
export function tryProbe({ service, probe }: { service: string; probe: Probe }) {
  return answer(api.POST('/api/v1/services/{service_id}/probes/try', { ...path(service), body: { probe } }));
}
