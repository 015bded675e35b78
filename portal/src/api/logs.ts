/** A service's log as it is written. */
import { readLines, type LineSink } from './streams';

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

/** Read a log until it ends or the returned function is called. */
export function readLog(request: LogRequest, sink: LineSink): () => void {
  return readLines(logAddress(request), sink);
}
