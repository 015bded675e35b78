/**
 * Whose things an administrator looks at: chosen in the frame and nowhere else, kept for this tab, as two tabs can show
 * two tenants. Each user's own, as another who logs in here may not see the same. Lists say it in their address, new
 * things are for it, and the overview tells of it.
 */
import { useSyncExternalStore } from 'react';

import { useOfPlatform, useSession } from '../api/session';

const listeners = new Set<() => void>();
const keyOf = (userId: string) => `slipway.tenant.${userId}`;

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** Empty: everybody's, or the user's own tenant's, which is the only one they see. */
export function useTenantInView(): string {
  const userId = useSession().data?.user.id ?? '';
  const kept = useSyncExternalStore(subscribe, () => sessionStorage.getItem(keyOf(userId)) ?? '');
  return useOfPlatform() ? kept : '';
}

export function setTenantInView(userId: string, tenantId: string): void {
  if (tenantId) sessionStorage.setItem(keyOf(userId), tenantId);
  else sessionStorage.removeItem(keyOf(userId));
  listeners.forEach((notify) => notify());
}

type Parameter = 'tenant' | 'tenant_id';

/** The lists that can be narrowed to one tenant, and how their addresses say so. */
const PARAMETERS: Record<string, Parameter> = {
  '/applications': 'tenant_id',
  '/containers': 'tenant',
  '/managed': 'tenant_id',
  '/volumes': 'tenant',
  '/domains': 'tenant',
  '/openings': 'tenant',
  '/registries': 'tenant_id',
  '/users': 'tenant_id',
  '/metering': 'tenant_id',
  '/operations': 'tenant_id',
};

const REPOSITORIES = /^\/registries\/[^/]+$/;

/** The parameter of the list at this address; none where there is no such list. */
export function parameterOf(pathname: string, search = ''): Parameter | undefined {
  if (REPOSITORIES.test(pathname))
    return new URLSearchParams(search).get('by') === 'repository' ? 'tenant_id' : undefined;
  return PARAMETERS[pathname];
}

/** The address of a list, narrowed to a tenant where it can be. */
export function narrowedTo(pathname: string, tenantId: string): string {
  const parameter = parameterOf(pathname);
  return parameter && tenantId ? `${pathname}?${parameter}=${encodeURIComponent(tenantId)}` : pathname;
}

/** What of a list's address is said of one tenant's things, and means nothing when another is chosen. */
export const OF_ONE_TENANT = { application: '', application_id: '', service: '', direction: '', page: '' };

/** Whether a parameter of an address says whose things are shown. */
export const isTenant = (name: string) => name === 'tenant' || name === 'tenant_id';

/** Whether a list is narrowed by more than the tenant, which is the frame's to choose. */
export const hasOwnFilters = (filters: object) =>
  Object.entries(filters).some(([name, value]) => !isTenant(name) && Boolean(value));
