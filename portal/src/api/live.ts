/**
 * Live status: one stream of server-sent events per browser tab, written into the query cache.
 *
 * While the stream is broken the queries ask again on their own (`useRefreshInterval`), so that the page is never
 * silently stale, and the frame says which of the two it is.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import type { Application, ApplicationPage, ApplicationStatus } from './applications';
import { keys } from './query';

export const EVENTS_URL = '/api/v1/events';
export type LiveState = 'connecting' | 'live' | 'broken';

const REFRESH_LIVE_MS = 60_000;
const REFRESH_BROKEN_MS = 4_000;
const RECONNECT_MS = 3_000;
const GATHER_MS = 500;

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  listeners.forEach((notify) => notify());
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

/** How often a query asks by itself: rarely while events arrive, often while they do not. */
export function useRefreshInterval(): number {
  return useLiveState() === 'broken' ? REFRESH_BROKEN_MS : REFRESH_LIVE_MS;
}

/** The application with its new status, and the status of each of its services. */
export function withStatus(application: Application, status: ApplicationStatus): Application {
  const byId = new Map(status.services?.map((service) => [service.id, service]));
  const services = application.services?.map((service) => ({
    ...service,
    status: byId.get(service.id) ?? service.status,
  }));
  return { ...application, status, ...(services && { services }) };
}

/** Whether the event tells of services that the application as we know it does not have, or the reverse. */
export function servicesDiffer(application: Application, status: ApplicationStatus): boolean {
  const known = application.services?.map((service) => service.id).sort();
  const told = status.services?.map((service) => service.id).sort();
  return known !== undefined && known.join() !== told?.join();
}

/** Write one status into everything that is cached of the application; what it cannot tell is asked for again. */
export function absorb(client: QueryClient, status: ApplicationStatus): void {
  const one = client.getQueryData<Application>(keys.application(status.id));
  if (one) client.setQueryData(keys.application(status.id), withStatus(one, status));
  if (one && servicesDiffer(one, status))
    void client.invalidateQueries({ queryKey: keys.application(status.id) });

  const lists = client.getQueriesData<ApplicationPage>({ queryKey: keys.applicationList({}).slice(0, 2) });
  let listed = false;
  for (const [key, page] of lists) {
    if (!page?.items.some((item) => item.id === status.id)) continue;
    listed = true;
    const items = page.items.map((item) => (item.id === status.id ? withStatus(item, status) : item));
    client.setQueryData(key, { ...page, items });
  }
  if (lists.length > 0 && !listed)
    void client.invalidateQueries({ queryKey: keys.applicationList({}).slice(0, 2) });
  // An answer that is under way may be older than what was just told.
  if (client.isFetching({ queryKey: keys.applications }) > 0)
    void client.invalidateQueries({ queryKey: keys.applications });
  for (const service of status.services ?? []) {
    void client.invalidateQueries({ queryKey: keys.containers(service.id) });
    void client.invalidateQueries({ queryKey: keys.canary(service.id) });
  }
}

/** Have what is put together from all applications asked for again, once for all events of a moment. */
function outdater(client: QueryClient): { outdate: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const outdate = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const queryKey of [keys.overview, keys.activities, keys.managed])
        void client.invalidateQueries({ queryKey });
    }, GATHER_MS);
  };
  return { outdate, stop: () => clearTimeout(timer) };
}

function isStatus(value: unknown): value is ApplicationStatus {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value;
}

/** Follow the stream until the returned function is called. */
export function follow(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { outdate, stop } = outdater(client);

  const connect = () => {
    source = new EventSource(EVENTS_URL);
    source.onopen = () => {
      // What happened while nobody listened is not repeated by the stream, also between the page's first question and now.
      void client.invalidateQueries({ queryKey: keys.applications });
      outdate();
      setState('live');
    };
    source.addEventListener('application', (event: MessageEvent<string>) => {
      const told: unknown = JSON.parse(event.data);
      if (isStatus(told)) absorb(client, told);
      else void client.invalidateQueries({ queryKey: keys.applications });
      outdate();
    });
    source.onerror = () => {
      setState('broken');
      // The browser reconnects by itself after a lost connection, but not after an answer such as 401 or 503.
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      timer = setTimeout(connect, RECONNECT_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(timer);
    stop();
    source?.close();
    setState('connecting');
  };
}

export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}
