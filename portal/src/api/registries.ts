/** Registries: where images come from, of the tenant and shared by the platform. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Registry = Schemas['RegistryOut'];
export type RegistryCreate = Schemas['RegistryCreate'];
export type RegistryPatch = Schemas['RegistryPatch'];

export interface RegistryQuery {
  q?: string;
  page: number;
  page_size: number;
  sort: string;
  tenant_id?: string;
}

export function useRegistries(query: RegistryQuery) {
  return useQuery({
    queryKey: keys.registryList(query),
    queryFn: () => answer(api.GET('/api/v1/registries', { params: { query } })),
    placeholderData: keepPreviousData,
  });
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
