import type { Deletion } from '../../api/tenants';

const WHOLE = 100;

/** How much of a tenant is gone, in percent. The namespace counts as one thing, and the tenant's row, the last, as another. */
export function shareDone({ lost, remaining, namespace_exists: exists }: Deletion): number {
  const counted = Object.values(remaining).reduce((sum, number) => sum + number, 0);
  const held = Math.max((lost.applications?.length ?? 0) + (lost.users?.length ?? 0), counted);
  const left = counted + (exists === false ? 0 : 1) + 1;
  return Math.floor((WHOLE * (held + 2 - left)) / (held + 2));
}
