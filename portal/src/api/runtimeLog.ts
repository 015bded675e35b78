/** What the cluster and the platform themselves log, for administrators. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Source = Schemas['SourceOut'];

/** The code with which a cluster's node says that it does not hand out its files. */
export const NOT_OFFERED = 'runtime_log.not_offered';
const TAIL = 1_000;

/** All sources, or those in a directory of a node. */
export function useSources(within: string | undefined) {
  return useQuery({
    queryKey: keys.logSources(within ?? ''),
    queryFn: () =>
      answer(api.GET('/api/v1/runtime-log/sources', { params: { query: within ? { within } : {} } })),
  });
}

export interface LinesWanted {
  source: string;
  since?: string;
  until?: string;
  q?: string;
}

export function linesAddress(wanted: LinesWanted, how: 'read' | 'follow' | 'download'): string {
  const query = new URLSearchParams({ ...wanted });
  if (how === 'download') query.set('download', 'true');
  else query.set('tail', String(TAIL));
  if (how === 'follow') {
    query.set('follow', 'true');
    query.delete('until'); // what is to come is later
  }
  return `/api/v1/runtime-log/lines?${query.toString()}`;
}

/** The directory around a directory of a node: `node/a/pods/` is in `node/a/`; that one is at the top. */
export function around(directory: string): string | undefined {
  const steps = directory.replace(/\/$/, '').split('/');
  return steps.length > 2 ? `${steps.slice(0, -1).join('/')}/` : undefined;
}
