import { useEffect, useState } from 'react';

import type { ApiError } from '../../../api/errors';
import { readLog, type LogRequest } from '../../../api/logs';

/** So many lines are kept on the page; the rest is in the cluster. */
export const KEPT_LINES = 2_000;

export interface Log {
  lines: string[];
  state: 'reading' | 'ended' | 'failed';
  error: ApiError | null;
}

const EMPTY: Log = { lines: [], state: 'reading', error: null };

/** The log that is asked for; another request starts anew. */
export function useLog(request: LogRequest, attempt: number): Log {
  const asked = JSON.stringify([request, attempt]);
  const [{ of, log }, setRead] = useState({ of: asked, log: EMPTY });

  useEffect(() => {
    const [wanted] = JSON.parse(asked) as [LogRequest, number];
    const change = (step: (before: Log) => Log) =>
      setRead((before) => ({ of: asked, log: step(before.of === asked ? before.log : EMPTY) }));
    return readLog(wanted, {
      lines: (more) =>
        change((before) => ({ ...before, lines: [...before.lines, ...more].slice(-KEPT_LINES) })),
      ended: () => change((before) => ({ ...before, state: 'ended' })),
      failed: (error) => change((before) => ({ ...before, state: 'failed', error })),
    });
  }, [asked]);

  return of === asked ? log : EMPTY;
}
