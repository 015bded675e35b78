/**
 * What changes of containers, as it changes: one stream of server-sent events for the page that is shown, written into
 * the query cache. What an event alone cannot tell (where a new row belongs in a sorted page) is asked for again, but
 * not more often than every few seconds, however much changes.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import {
  idOf,
  type ContainerDetail,
  type ContainerPage,
  type ContainerRow,
  type Narrowed,
} from './containers';
import type { LiveState } from './live';
import { keys } from './query';

const URL_OF_EVENTS = '/api/v1/containers/events';
const RECONNECT_MS = 3_000;
/** Between two questions for what events could not tell. */
export const CALM_MS = 2_000;

export interface Gone {
  tenant_id: string;
  pod: string;
}

export function streamAddress(narrowed: Narrowed): string {
  const given = Object.entries(narrowed as Record<string, string | undefined>).filter(([, value]) => value);
  const query = new URLSearchParams(given as [string, string][]).toString();
  return query ? `${URL_OF_EVENTS}?${query}` : URL_OF_EVENTS;
}

/** A page with a row in its new state; its usage is kept where the event has none. */
export function withRow(page: ContainerPage, row: ContainerRow): ContainerPage {
  if (!page.items.some(({ id }) => id === row.id)) return page;
  const items = page.items.map((item) =>
    item.id === row.id ? { ...row, usage: row.usage ?? item.usage } : item,
  );
  return { ...page, items };
}

/** A page without the containers of a pod. */
export function withoutPod(page: ContainerPage, gone: Gone): ContainerPage {
  const items = page.items.filter(({ tenant_id, pod }) => tenant_id !== gone.tenant_id || pod !== gone.pod);
  const fewer = page.items.length - items.length;
  return fewer === 0 ? page : { ...page, items, total: page.total - fewer };
}

const LISTS = keys.containerList({}).slice(0, 2);

/** Runs at once, and then at most every `CALM_MS`; the last call is never lost. */
export function calmly(run: () => void): { ask: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const ask = () => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        ask();
      }
    }, CALM_MS);
  };
  return { ask, stop: () => clearTimeout(timer) };
}

export interface StreamState {
  state: LiveState;
  /** Whether the cluster answers the platform. */
  inSight: boolean;
}

/** Follow what changes until the returned function is called. */
export function followContainers(
  client: QueryClient,
  address: string,
  told: (change: Partial<StreamState>) => void,
): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lists = calmly(() => void client.invalidateQueries({ queryKey: LISTS }));
  const details = calmly(() => void client.invalidateQueries({ queryKey: ['containers', 'one'] }));

  const changed = (row: ContainerRow) => {
    client.setQueriesData<ContainerPage>({ queryKey: LISTS }, (page) => page && withRow(page, row));
    lists.ask();
    const key = keys.oneContainer(idOf(row));
    if (!client.getQueryData(key)) return;
    client.setQueryData<ContainerDetail>(key, (detail) => detail && { ...detail, ...row });
    details.ask();
  };
  const vanished = (gone: Gone) => {
    client.setQueriesData<ContainerPage>({ queryKey: LISTS }, (page) => page && withoutPod(page, gone));
    lists.ask();
    details.ask();
  };
  const connect = () => {
    const opened = new EventSource(address);
    source = opened;
    const on = (name: string, take: (data: string) => void) =>
      opened.addEventListener(name, (event: MessageEvent<string>) => take(event.data));
    opened.onopen = () => told({ state: 'live' });
    on('container', (data) => changed(JSON.parse(data) as ContainerRow));
    on('gone', (data) => vanished(JSON.parse(data) as Gone));
    on('cluster', (data) => told({ inSight: (JSON.parse(data) as { in_sight: boolean }).in_sight }));
    on('resync', () => {
      lists.ask();
      details.ask();
    });
    opened.onerror = () => {
      told({ state: 'broken' });
      // The browser reconnects by itself after a lost connection, but not after an answer such as 401 or 503.
      if (opened.readyState !== EventSource.CLOSED) return;
      opened.close();
      timer = setTimeout(connect, RECONNECT_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(timer);
    lists.stop();
    details.stop();
    source?.close();
  };
}

/** Follow the containers that a page is about, as long as it is shown. */
export function useContainerStream(narrowed: Narrowed): StreamState {
  const client = useQueryClient();
  const address = streamAddress(narrowed);
  const [stream, setStream] = useState<StreamState>({ state: 'connecting', inSight: true });
  useEffect(
    () => followContainers(client, address, (change) => setStream((before) => ({ ...before, ...change }))),
    [client, address],
  );
  return stream;
}
