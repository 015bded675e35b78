/** Where a service's log is read. */
export interface LogRequest {
  serviceId: string;
  pod: string | null;
  follow: boolean;
  previous: boolean;
  tail: number;
}

export function logAddress({ serviceId, pod, follow, previous, tail }: LogRequest): string {
  const query = new URLSearchParams({
    tail: String(tail),
    follow: String(follow),
    previous: String(previous),
  });
  if (pod) query.set('pod', pod);
  return `/api/v1/services/${encodeURIComponent(serviceId)}/logs?${query.toString()}`;
}
