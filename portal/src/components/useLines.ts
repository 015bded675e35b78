import { useEffect, useState } from 'react';

import type { ApiError } from '../api/errors';
import { readLines } from '../api/streams';

/** So many lines are kept on the page; the rest is in the cluster. */
export const KEPT_LINES = 2_000;

export interface Lines {
  lines: string[];
  state: 'reading' | 'ended' | 'failed';
  error: ApiError | null;
}

const EMPTY: Lines = { lines: [], state: 'reading', error: null };

/** The lines at an address; another address, or another attempt, starts anew. */
export function useLines(address: string, attempt: number): Lines {
  const asked = JSON.stringify([address, attempt]);
  const [{ of, read }, setRead] = useState({ of: asked, read: EMPTY });

  useEffect(() => {
    const [wanted] = JSON.parse(asked) as [string, number];
    const change = (step: (before: Lines) => Lines) =>
      setRead((before) => ({ of: asked, read: step(before.of === asked ? before.read : EMPTY) }));
    return readLines(wanted, {
      lines: (more) =>
        change((before) => ({ ...before, lines: [...before.lines, ...more].slice(-KEPT_LINES) })),
      ended: () => change((before) => ({ ...before, state: 'ended' })),
      failed: (error) => change((before) => ({ ...before, state: 'failed', error })),
    });
  }, [asked]);

  return of === asked ? read : EMPTY;
}
