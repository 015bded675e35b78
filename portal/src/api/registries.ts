/** Registries: where images come from, of the tenant and shared by the platform. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Registry = Schemas['RegistryOut'];
export type RegistryCreate = Schemas['RegistryCreate'];
export type RegistryPatch = Schemas['RegistryPatch'];
export type RegistryMetering = Schemas['RegistryMeteringOut'];
export type TenantStorage = Schemas['TenantStorageOut'];
export type StoredRepository = Schemas['RepositoryOut'];

export interface RegistryQuery extends ListQuery {
  sort: string;
  tenant_id?: string;
}

export function useRegistries(query: RegistryQuery) {
  return useListQuery(keys.registryList(query), () =>
    answer(api.GET('/api/v1/registries', { params: { query } })),
  );
}

const MEASURING_MS = 3_000;
const LIST_MS = 30_000;

/** Whether its turn has come: then it is being measured, or will be within seconds. */
const isDue = (metering: RegistryMetering | null) =>
  metering?.next_at != null && Date.parse(metering.next_at) <= Date.now();

export function useRegistry(id: string) {
  return useQuery({
    queryKey: keys.registry(id),
    queryFn: () => answer(api.GET('/api/v1/registries/{registry_id}', { params: path(id) })),
    refetchInterval: ({ state: { data } }) => (data && isDue(data.metering) ? MEASURING_MS : LIST_MS),
  });
}

export interface StorageQuery extends RegistryQuery {
  /** The measurement that is shown: another one is asked for anew. */
  measured: string | null;
}

export function useTenantStorage(id: string, { measured, ...query }: StorageQuery) {
  return useListQuery(keys.registryStorage('tenants', id, measured, query), () =>
    answer(api.GET('/api/v1/registries/{registry_id}/storage', { params: { ...path(id), query } })),
  );
}

export function useStoredRepositories(id: string, { measured, ...query }: StorageQuery) {
  return useListQuery(keys.registryStorage('repositories', id, measured, query), () =>
    answer(api.GET('/api/v1/registries/{registry_id}/repositories', { params: { ...path(id), query } })),
  );
}

const path = (id: string) => ({ path: { registry_id: id } });

/** The server tries a registry before it is kept. */
export function addRegistry(body: RegistryCreate) {
  return answer(api.POST('/api/v1/registries', { body }));
}

export function changeRegistry({ id, ...body }: RegistryPatch & { id: string }) {
  return answer(api.PATCH('/api/v1/registries/{registry_id}', { params: path(id), body }));
}

export function tryRegistry({ id }: Registry) {
  return answer(api.POST('/api/v1/registries/{registry_id}/try', { params: path(id) }));
}

/** By force also while services pull from it: whoever confirms has read which. */
export function removeRegistry({ id }: Registry) {
  const params = { ...path(id), query: { force: true } };
  return answer(api.DELETE('/api/v1/registries/{registry_id}', { params }));
}

/** By tenant; the server first looks whether the registry lists its repositories. */
export function meterRegistry({ id, ...body }: Schemas['RegistryMeteringIn'] & { id: string }) {
  return answer(api.PUT('/api/v1/registries/{registry_id}/metering', { params: path(id), body }));
}

export function meterNoLonger({ id }: Registry) {
  return answer(api.DELETE('/api/v1/registries/{registry_id}/metering', { params: path(id) }));
}

/** Within seconds, not only when it is its turn. */
export function measureRegistry({ id }: Registry) {
  return answer(api.POST('/api/v1/registries/{registry_id}/metering/measure', { params: path(id) }));
}
