/** Where a service's log is read. */
export interface LogRequest {
  serviceId: string;
  pod: string | null;
  container?: string | null;
  follow: boolean;
  previous: boolean;
  /** Only the last lines; without it all. */
  tail?: number;
  /** Only what was written in this time: `10m`, `2h`. */
  since?: string | null;
  timestamps?: boolean;
}

export function logAddress(wanted: LogRequest): string {
  const { serviceId, pod, container, follow, previous, tail, since, timestamps } = wanted;
  const query = new URLSearchParams(tail === undefined ? {} : { tail: String(tail) });
  query.set('follow', String(follow));
  query.set('previous', String(previous));
  if (pod) query.set('pod', pod);
  if (container) query.set('container', container);
  if (since) query.set('since', since);
  if (timestamps) query.set('timestamps', 'true');
  return `/api/v1/services/${encodeURIComponent(serviceId)}/logs?${query.toString()}`;
}
