/** What a user has chosen lately, kept in this browser: each user's own, as another may not see the same. */
import type { Place } from './places';

const MOST = 6;
const keyOf = (userId: string) => `slipway.search.${userId}`;

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'name' in value;

/** The latest first. What cannot be read is nothing. */
export function recentOf(userId: string): Place[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPlace) : [];
  } catch {
    return [];
  }
}

export function remember(userId: string, { kind, id, name, within, parent_id, tenant_name }: Place): void {
  const others = recentOf(userId).filter((other) => other.kind !== kind || other.id !== id);
  const kept = [{ kind, id, name, within, parent_id, tenant_name }, ...others].slice(0, MOST);
  localStorage.setItem(keyOf(userId), JSON.stringify(kept));
}
