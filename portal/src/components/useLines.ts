import { useEffect, useState } from 'react';

import type { ApiError } from '../api/errors';
import { readLines } from '../api/streams';

import { missed } from './logLine';

/** So many lines are kept on the page; the rest is in the cluster. */
export const KEPT_LINES = 2_000;
/** Lines are shown this often, however fast they arrive: a page that draws each would fall behind. */
export const SHOWN_EVERY_MS = 100;

export interface Lines {
  lines: string[];
  /** How many lines were read and are no longer kept. */
  dropped: number;
  /** How many lines the platform left out, because they were written faster than this page took them. */
  missed: number;
  state: 'reading' | 'ended' | 'failed';
  error: ApiError | null;
}

const EMPTY: Lines = { lines: [], dropped: 0, missed: 0, state: 'reading', error: null };

/** What is kept once more lines have come. */
export function withMore(before: Lines, more: readonly string[]): Lines {
  const all = [...before.lines, ...more];
  const lines = all.slice(-KEPT_LINES);
  return { ...before, lines, dropped: before.dropped + all.length - lines.length };
}

/** The lines at an address; another address, or another attempt, starts anew. */
export function useLines(address: string, attempt: number): Lines {
  const asked = JSON.stringify([address, attempt]);
  const [{ of, read }, setRead] = useState({ of: asked, read: EMPTY });

  useEffect(() => {
    const [wanted] = JSON.parse(asked) as [string, number];
    let waiting: string[] = [];
    let unkept = 0;
    let lacking = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const change = (step: (before: Lines) => Lines) =>
      setRead((before) => ({ of: asked, read: step(before.of === asked ? before.read : EMPTY) }));
    const show = (step: (before: Lines) => Lines = (before) => before) => {
      clearTimeout(timer);
      timer = undefined;
      const [more, left, lost] = [waiting, unkept, lacking];
      [waiting, unkept, lacking] = [[], 0, 0];
      change((before) =>
        step(withMore({ ...before, dropped: before.dropped + left, missed: before.missed + lost }, more)),
      );
    };
    const take = (more: string[]) => {
      if (more.length === 0) return;
      lacking += missed(more);
      const all = waiting.length === 0 ? more : [...waiting, ...more];
      waiting = all.slice(-KEPT_LINES);
      unkept += all.length - waiting.length;
      timer ??= setTimeout(show, SHOWN_EVERY_MS);
    };
    const stop = readLines(wanted, {
      lines: take,
      ended: () => show((before) => ({ ...before, state: 'ended' })),
      failed: (error) => show((before) => ({ ...before, state: 'failed', error })),
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [asked]);

  return of === asked ? read : EMPTY;
}
