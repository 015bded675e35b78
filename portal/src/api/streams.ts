/** Lines of text as the server writes them: logs, and events. */
import { REQUEST_HEADERS } from '../start/first';

import { REQUEST_ID_HEADER } from './client';
import { asApiError, errorFrom, type ApiError } from './errors';

export interface LineSink {
  lines: (lines: string[]) => void;
  ended: () => void;
  failed: (error: ApiError) => void;
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

/** Read an address's lines until they end or the returned function is called. */
export function readLines(address: string, sink: LineSink): () => void {
  const abort = new AbortController();
  void stream(address, sink, abort.signal);
  return () => abort.abort();
}

async function stream(address: string, sink: LineSink, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(address, { headers: REQUEST_HEADERS, signal });
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
