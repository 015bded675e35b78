import { apiOfContainer, type Place } from './containers';

/** Whose log is read: that of one container, or those of a service's containers. */
export type LogSource = { place: Place } | { serviceId: string; pod: string | null };

export interface LogRequest {
  source: LogSource;
  follow: boolean;
  previous: boolean;
  /** Only the last lines; without it all. */
  tail?: number;
  /** Only what was written in this time: `10m`, `2h`. */
  since?: string | null;
  timestamps?: boolean;
}

export function logAddress(wanted: LogRequest): string {
  const { source, follow, previous, tail, since, timestamps } = wanted;
  const query = new URLSearchParams(tail === undefined ? {} : { tail: String(tail) });
  query.set('follow', String(follow));
  query.set('previous', String(previous));
  if ('pod' in source && source.pod) query.set('pod', source.pod);
  if (since) query.set('since', since);
  if (timestamps) query.set('timestamps', 'true');
  const whose =
    'place' in source
      ? apiOfContainer(source.place)
      : `/api/v1/services/${encodeURIComponent(source.serviceId)}`;
  return `${whose}/logs?${query.toString()}`;
}
