/** Which ends a user has seen in the bell, kept in this browser: each user's own. */
import type { Activity } from '../api/overview';

const MOST = 200;
const keyOf = (userId: string) => `slipway.bell.${userId}`;

/** Something that failed and then succeeded has ended twice. */
const nameOf = ({ id, state }: Activity) => `${id} ${state}`;

/** What cannot be read is nothing. */
function kept(userId: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

const hasEnded = ({ state }: Activity) => state !== 'running';

/** What one has started oneself, or what failed, and has ended since one last looked. */
export function unseen(userId: string, items: readonly Activity[]): Activity[] {
  const known = new Set(kept(userId));
  return items.filter(
    (one) => hasEnded(one) && (one.mine || one.state === 'failed') && !known.has(nameOf(one)),
  );
}

export function see(userId: string, items: readonly Activity[]): void {
  const names = [...items.filter(hasEnded).map(nameOf), ...kept(userId)];
  localStorage.setItem(keyOf(userId), JSON.stringify([...new Set(names)].slice(0, MOST)));
}
