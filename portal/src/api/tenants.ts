/** Tenants, for administrators. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { isNotFound } from './errors';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Tenant = Schemas['TenantOut'];
export type TenantCreate = Schemas['TenantCreate'];
export type TenantPatch = Schemas['TenantPatch'];
export type TenantChanged = Schemas['TenantChanged'];
export type Usage = Schemas['Usage'];
export type Deletion = Schemas['Deletion'];
export type Losses = Schemas['Losses'];

/** How many tenants a selection offers before one has to search. */
const CHOICES = 100;
const DELETION_MS = 1000;

export function useTenants(query: ListQuery = { page: 1, page_size: CHOICES }, enabled = true) {
  return useListQuery(
    keys.tenantList(query),
    () => answer(api.GET('/api/v1/tenants', { params: { query } })),
    { enabled },
  );
}

export function useTenant(id: string | undefined) {
  return useQuery({
    queryKey: keys.tenant(id ?? ''),
    queryFn: () =>
      answer(api.GET('/api/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id ?? '' } } })),
    enabled: id !== undefined,
  });
}

/** What a tenant uses of its quota; nothing is asked while it is not known which tenant. */
export function useTenantUsage(id: string | undefined) {
  return useQuery({
    queryKey: keys.tenantUsage(id ?? ''),
    queryFn: () =>
      answer(api.GET('/api/v1/tenants/{tenant_id}/usage', { params: { path: { tenant_id: id ?? '' } } })),
    enabled: id !== undefined,
  });
}

export function createTenant(body: TenantCreate) {
  return answer(api.POST('/api/v1/tenants', { body }));
}

export function changeTenant({ id, body }: { id: string; body: TenantPatch }) {
  return answer(api.PATCH('/api/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id } }, body }));
}

/** What would be lost with a tenant; followed once its deletion is requested, until there is nothing to follow. */
export function useTenantDeletion(id: string) {
  return useQuery({
    queryKey: keys.tenantDeletion(id),
    queryFn: () =>
      answer(api.GET('/api/v1/tenants/{tenant_id}/deletion', { params: { path: { tenant_id: id } } })),
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      data?.requested_at && !isNotFound(error) ? DELETION_MS : false,
  });
}

/** Everybody of the tenant is kept out; `stop` also unpublishes all of it. */
export function disableTenant({ id, stop }: { id: string; stop: boolean }) {
  const params = { path: { tenant_id: id }, query: { stop } };
  return answer(api.POST('/api/v1/tenants/{tenant_id}/disable', { params }));
}

export function enableTenant(id: string) {
  return answer(api.POST('/api/v1/tenants/{tenant_id}/enable', { params: { path: { tenant_id: id } } }));
}

/** Begins to remove a tenant with everything in it; its name confirms that. */
export function deleteTenant({ id, name }: { id: string; name: string }) {
  const params = { path: { tenant_id: id }, query: { cascade: true, confirm: name } };
  return answer(api.DELETE('/api/v1/tenants/{tenant_id}', { params }));
}
