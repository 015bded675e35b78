/** What the operating system prefers, also while it changes. */
import { useSyncExternalStore } from 'react';

export const DARK = '(prefers-color-scheme: dark)';
export const STILL = '(prefers-reduced-motion: reduce)';

export function matches(query: string): boolean {
  return window.matchMedia(query).matches;
}

export function whenChanged(query: string, notify: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', notify);
  return () => media.removeEventListener('change', notify);
}

const followStill = (notify: () => void) => whenChanged(STILL, notify);

/** Whether nothing should move that need not. */
export function useStill(): boolean {
  return useSyncExternalStore(followStill, () => matches(STILL));
}
