/** Light or dark: what the user chose, else what the operating system says, also while it changes. */
import { useSyncExternalStore } from 'react';

import { DARK, matches, whenChanged } from './media';
import type { Mode } from './theme';

const STORED_AS = 'slipway.theme';
const listeners = new Set<() => void>();

function currentMode(): Mode {
  const stored = localStorage.getItem(STORED_AS);
  if (stored === 'light' || stored === 'dark') return stored;
  return matches(DARK) ? 'dark' : 'light';
}

function subscribe(notify: () => void): () => void {
  const forget = whenChanged(DARK, notify);
  listeners.add(notify);
  return () => {
    listeners.delete(notify);
    forget();
  };
}

export function useMode(): Mode {
  return useSyncExternalStore(subscribe, currentMode);
}

export function setMode(mode: Mode): void {
  localStorage.setItem(STORED_AS, mode);
  listeners.forEach((notify) => notify());
}
