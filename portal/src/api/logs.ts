/** A service's log as it is written. */
import { asApiError, errorFrom, type ApiError } from './errors';
import { REQUEST_HEADERS, REQUEST_ID_HEADER } from './client';

export interface LogRequest {
  serviceId: string;
  pod: string | null;
  follow: boolean;
  previous: boolean;
  tail: number;
}

export interface LogSink {
  lines: (lines: string[]) => void;
  ended: () => void;
  failed: (error: ApiError) => void;
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

/** Cuts a stream of text into whole lines; what has no end yet waits for the next piece. */
export function lineCutter(): (piece: string) => string[] {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    return lines;
  };
}

/** Read a log until it ends or the returned function is called. */
export function readLog(request: LogRequest, sink: LogSink): () => void {
  const abort = new AbortController();
  void stream(request, sink, abort.signal);
  return () => abort.abort();
}

async function stream(request: LogRequest, sink: LogSink, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(logAddress(request), { headers: REQUEST_HEADERS, signal });
    if (!response.ok || !response.body) {
      const body: unknown = await response.json().catch(() => null);
      throw errorFrom(response.status, body, response.headers.get(REQUEST_ID_HEADER) ?? '');
    }
    const cut = lineCutter();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      sink.lines(cut(piece.value));
    sink.lines(cut('\n').filter((line) => line !== ''));
    sink.ended();
  } catch (thrown) {
    if (!signal.aborted) sink.failed(asApiError(thrown));
  }
}
