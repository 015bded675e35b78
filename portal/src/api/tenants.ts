/** Tenants, for administrators. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Tenant = Schemas['TenantOut'];
export type TenantCreate = Schemas['TenantCreate'];
export type TenantPatch = Schemas['TenantPatch'];
export type TenantChanged = Schemas['TenantChanged'];
export type Usage = Schemas['Usage'];

export interface ListQuery {
  q?: string;
  page: number;
  page_size: number;
}

/** How many tenants a selection offers before one has to search. */
const CHOICES = 100;

export function useTenants(query: ListQuery = { page: 1, page_size: CHOICES }, enabled = true) {
  return useQuery({
    queryKey: keys.tenantList(query),
    queryFn: () => answer(api.GET('/api/v1/tenants', { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useTenant(id: string | undefined) {
  return useQuery({
    queryKey: keys.tenant(id ?? ''),
    queryFn: () =>
      answer(api.GET('/api/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id ?? '' } } })),
    enabled: id !== undefined,
  });
}

export function useTenantUsage(id: string) {
  return useQuery({
    queryKey: keys.tenantUsage(id),
    queryFn: () =>
      answer(api.GET('/api/v1/tenants/{tenant_id}/usage', { params: { path: { tenant_id: id } } })),
  });
}

export function createTenant(body: TenantCreate) {
  return answer(api.POST('/api/v1/tenants', { body }));
}

export function changeTenant({ id, body }: { id: string; body: TenantPatch }) {
  return answer(api.PATCH('/api/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id } }, body }));
}

export function deleteTenant(id: string) {
  return answer(api.DELETE('/api/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id } } }));
}
