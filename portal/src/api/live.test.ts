import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { application, page, service } from '../test/data';
import { FakeEventSource } from '../test/events';

import type { Application, ApplicationPage } from './applications';
import { absorb, EVENTS_URL, follow } from './live';
import { createQueryClient, keys } from './query';

const shop = application('shop', [
  service('web', { replicas: 2, status: { state: 'publishing', ready: 1 } }),
]);
const now = application('shop', [service('web', { replicas: 2 })]).status;

function clientWith(known: Application) {
  const client = createQueryClient();
  client.setQueryData(keys.application(known.id), known);
  client.setQueryData(keys.applicationList({ page: 1 }), page([known]));
  return client;
}

describe('a status that is told', () => {
  it('is written into the application and its services', () => {
    const client = clientWith(shop);
    absorb(client, now);
    const known = client.getQueryData<Application>(keys.application(shop.id));
    expect(known?.status.state).toBe('running');
    expect(known?.services?.[0]?.status.ready).toBe(2);
  });

  it('is written into every list that shows the application', () => {
    const client = clientWith(shop);
    absorb(client, now);
    const list = client.getQueryData<ApplicationPage>(keys.applicationList({ page: 1 }));
    expect(list?.items[0]?.status.state).toBe('running');
  });

  it('keeps what it does not tell, such as the configuration', () => {
    const client = clientWith(shop);
    absorb(client, now);
    const known = client.getQueryData<Application>(keys.application(shop.id));
    expect(known?.services?.[0]?.config.image).toBe('shop/web:1');
  });

  it('is not overwritten by an older answer that is under way: that is asked for again', () => {
    const client = clientWith(shop);
    void client.query({
      queryKey: keys.application(shop.id),
      queryFn: () => new Promise(() => undefined),
      staleTime: 0,
    });
    absorb(client, now);
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(true);
  });

  it('makes the lists ask again when it is of an application that they do not have', () => {
    const client = clientWith(shop);
    absorb(client, application('new', []).status);
    expect(client.getQueryState(keys.applicationList({ page: 1 }))?.isInvalidated).toBe(true);
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(false);
  });

  it('makes the application ask again when it tells of a service that is not known', () => {
    const client = clientWith(shop);
    absorb(client, application('shop', [service('web'), service('api')]).status);
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(true);
  });
});

describe('the stream', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('carries statuses into the cache', () => {
    const client = clientWith(shop);
    const stop = follow(client);
    expect(FakeEventSource.current.url).toBe(EVENTS_URL);
    FakeEventSource.current.open();
    FakeEventSource.current.tell('application', now);
    expect(client.getQueryData<Application>(keys.application(shop.id))?.status.state).toBe('running');
    stop();
  });

  it('is opened again after the server refused it', () => {
    const stop = follow(clientWith(shop));
    FakeEventSource.current.break(true);
    expect(FakeEventSource.opened).toHaveLength(1);
    vi.advanceTimersByTime(3_000);
    expect(FakeEventSource.opened).toHaveLength(2);
    stop();
  });

  it('is left to the browser after a lost connection', () => {
    const stop = follow(clientWith(shop));
    FakeEventSource.current.break(false);
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    stop();
  });

  it('makes everything ask again after an interruption, in which events were missed', () => {
    const client = clientWith(shop);
    const stop = follow(client);
    FakeEventSource.current.break(false);
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(false);
    FakeEventSource.current.open();
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(true);
    stop();
  });

  it('makes everything ask again when it tells that an application is gone', () => {
    const client = clientWith(shop);
    const stop = follow(client);
    FakeEventSource.current.tell('application', { id: shop.id, gone: true });
    expect(client.getQueryState(keys.application(shop.id))?.isInvalidated).toBe(true);
    stop();
  });

  it('ends when nobody follows any more, also while it waits to reconnect', () => {
    const stop = follow(clientWith(shop));
    const source = FakeEventSource.current;
    source.break(true);
    stop();
    vi.advanceTimersByTime(60_000);
    expect(source.readyState).toBe(FakeEventSource.CLOSED);
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});
