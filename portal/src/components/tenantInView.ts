/**
 * Whose things an administrator looks at, kept for this tab: two tabs can show two tenants. Each user's own, as another
 * who logs in here may not see the same.
 */
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const keyOf = (userId: string) => `slipway.tenant.${userId}`;

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** Empty: everybody's. */
export function useTenantInView(userId: string): string {
  return useSyncExternalStore(subscribe, () => sessionStorage.getItem(keyOf(userId)) ?? '');
}

export function setTenantInView(userId: string, tenantId: string): void {
  if (tenantId) sessionStorage.setItem(keyOf(userId), tenantId);
  else sessionStorage.removeItem(keyOf(userId));
  listeners.forEach((notify) => notify());
}

/** The lists that can be narrowed to one tenant, and how their addresses say so. */
const PARAMETERS: Record<string, 'tenant' | 'tenant_id'> = {
  '/applications': 'tenant_id',
  '/containers': 'tenant',
  '/volumes': 'tenant',
  '/domains': 'tenant',
  '/openings': 'tenant',
  '/users': 'tenant_id',
  '/metering': 'tenant_id',
  '/operations': 'tenant_id',
};

/** The parameter of the list at this address; none where there is no such list. */
export const parameterOf = (pathname: string) => PARAMETERS[pathname];

/** The address of a list, narrowed to a tenant where it can be. */
export function narrowedTo(pathname: string, tenantId: string): string {
  const parameter = parameterOf(pathname);
  return parameter && tenantId ? `${pathname}?${parameter}=${encodeURIComponent(tenantId)}` : pathname;
}
