/** Managed services: databases that the administrators offer, and those that tenants opened for themselves. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Application } from './applications';
import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { useRefreshInterval } from './live';
import { keys } from './query';

export type ManagedService = Schemas['ManagedServiceOut'];
export type ManagedState = Schemas['ManagedState'];
export type ManagedChanged = Schemas['ManagedChanged'];
export type ManagedCreate = Schemas['ManagedCreate'];
export type ManagedPatch = Schemas['ManagedPatch'];
export type ManagedAccess = Schemas['ManagedAccess'];
export type Plan = Schemas['Plan'];
export type Offering = Schemas['OfferingOut'];
export type OfferingCreate = Schemas['OfferingCreate'];
export type OfferingPatch = Schemas['OfferingPatch'];
export type Engine = Schemas['EngineOut'];
export type EngineKind = Schemas['EngineKind'];

export const KINDS = ['redis', 'mysql'] as const satisfies EngineKind[];
export const STATES = [
  'stopped',
  'starting',
  'running',
  'degraded',
  'stopping',
] as const satisfies ManagedState[];

const ONE = '/api/v1/managed-services/{managed_id}';
const OFFERING = '/api/v1/managed-offerings/{offering_id}';
const path = (id: string) => ({ path: { managed_id: id } });
/** More than anybody offers. */
const ALL = 500;

export interface ManagedQuery extends ListQuery {
  sort: string;
  tenant_id?: string;
  engine?: EngineKind;
  state?: ManagedState;
}

export function useManagedServices(query: ManagedQuery) {
  return useListQuery(
    keys.managedList(query),
    () => answer(api.GET('/api/v1/managed-services', { params: { query } })),
    { refetchInterval: useRefreshInterval() },
  );
}

export function useManagedService(id: string) {
  return useQuery({
    queryKey: keys.managedService(id),
    queryFn: () => answer(api.GET(ONE, { params: path(id) })),
    refetchInterval: useRefreshInterval(),
  });
}

/** The managed service behind which an application stands; both have the same name. */
export function useKeeper({ id, name, tenant_id: tenant }: Pick<Application, 'id' | 'name' | 'tenant_id'>) {
  const query = { q: name, tenant_id: tenant, page_size: ALL };
  return useQuery({
    queryKey: keys.managedList(query),
    queryFn: () => answer(api.GET('/api/v1/managed-services', { params: { query } })),
    select: ({ items }) => items.find((one) => one.application_id === id),
  });
}

export function openManaged(body: ManagedCreate) {
  return answer(api.POST('/api/v1/managed-services', { body }));
}

export function changeManaged({ id, ...body }: ManagedPatch & { id: string }) {
  return answer(api.PATCH(ONE, { params: path(id), body }));
}

/** What a change would do to it; nothing is asked while none is chosen. */
export function useTrial(id: string, wanted: ManagedPatch | undefined) {
  return useQuery({
    queryKey: keys.managedTrial(id, wanted),
    queryFn: () =>
      answer(api.PATCH(ONE, { params: { ...path(id), query: { dry_run: true } }, body: wanted ?? {} })),
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

export function startManaged(id: string) {
  return answer(api.POST(`${ONE}/start`, { params: path(id) }));
}

export function stopManaged(id: string) {
  return answer(api.POST(`${ONE}/stop`, { params: path(id) }));
}

export function restartManaged(id: string) {
  return answer(api.POST(`${ONE}/restart`, { params: path(id) }));
}

/** Where it is reached and by which password. Each time that it is asked for stands in the operation log. */
export function lookAtAccess(id: string) {
  return answer(api.GET(`${ONE}/access`, { params: path(id) }));
}

/** Volumes stay, as used by nobody, unless they are to be deleted, too. */
export function closeManaged({
  id,
  volumes,
  disconnect,
}: {
  id: string;
  volumes: boolean;
  disconnect: boolean;
}) {
  const params = { ...path(id), query: { delete_volumes: volumes, disconnect } };
  return answer(api.DELETE(ONE, { params }));
}

export interface OfferingQuery extends ListQuery {
  sort: string;
}

export function useOfferings(query: OfferingQuery = { page: 1, page_size: ALL, sort: 'name' }) {
  return useListQuery(keys.offeringList(query), () =>
    answer(api.GET('/api/v1/managed-offerings', { params: { query } })),
  );
}

export function useOffering(id: string) {
  return useQuery({
    queryKey: keys.offering(id),
    queryFn: () => answer(api.GET(OFFERING, { params: { path: { offering_id: id } } })),
  });
}

/** What can be offered at all. */
export function useEngines() {
  return useQuery({
    queryKey: keys.engines,
    queryFn: () => answer(api.GET('/api/v1/managed-engines')),
    staleTime: Infinity,
  });
}

export function createOffering(body: OfferingCreate) {
  return answer(api.POST('/api/v1/managed-offerings', { body }));
}

export function changeOffering({ id, ...body }: OfferingPatch & { id: string }) {
  return answer(api.PATCH(OFFERING, { params: { path: { offering_id: id } }, body }));
}

export function deleteOffering(id: string) {
  return answer(api.DELETE(OFFERING, { params: { path: { offering_id: id } } }));
}
