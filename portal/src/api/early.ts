/** Answers that `src/start` has asked for while this code was under way. Each is handed over once. */
declare global {
  interface Window {
    slipwayEarly?: Map<string, Promise<Response>>;
  }
}

/** The answer to a request that was made early, else makes the request. */
export function fetchEarly(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const address = pathname + search;
  const early = request.method === 'GET' ? window.slipwayEarly?.get(address) : undefined;
  if (!early) return globalThis.fetch(request);
  window.slipwayEarly?.delete(address);
  return early.catch(() => globalThis.fetch(request));
}

/** What was answered to somebody else, or to nobody, is not theirs who have logged in now. */
export function forgetEarly(): void {
  window.slipwayEarly?.clear();
}
