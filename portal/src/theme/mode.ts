/** Light or dark: what the user chose, else what the operating system says, also while it changes. */
import { useSyncExternalStore } from 'react';

import type { Mode } from './theme';

const STORED_AS = 'slipway.theme';
const system = () => window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function currentMode(): Mode {
  const stored = localStorage.getItem(STORED_AS);
  if (stored === 'light' || stored === 'dark') return stored;
  return system().matches ? 'dark' : 'light';
}

function subscribe(notify: () => void): () => void {
  const media = system();
  listeners.add(notify);
  media.addEventListener('change', notify);
  return () => {
    listeners.delete(notify);
    media.removeEventListener('change', notify);
  };
}

export function useMode(): Mode {
  return useSyncExternalStore(subscribe, currentMode);
}

export function setMode(mode: Mode): void {
  localStorage.setItem(STORED_AS, mode);
  listeners.forEach((notify) => notify());
}
