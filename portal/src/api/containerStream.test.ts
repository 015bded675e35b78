import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { containerDetail, containerRow } from '../test/data';
import { FakeEventSource } from '../test/events';

import type { ContainerPage } from './containers';
import {
  CALM_MS,
  calmly,
  followContainers,
  streamAddress,
  withoutPod,
  withRow,
  type StreamState,
} from './containerStream';
import { keys } from './query';

const a = containerRow('web-a');
const b = containerRow('web-b');
const page: ContainerPage = { items: [a, b], total: 2, page: 1, page_size: 50, usage_problem: null };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the address of the stream', () => {
  it('is narrowed by what the page is', () => {
    expect(streamAddress({})).toBe('/api/v1/containers/events');
    expect(streamAddress({ service: 's-1', host: '' })).toBe('/api/v1/containers/events?service=s-1');
  });
});

describe('a page of containers', () => {
  it('takes a changed row in its place, and keeps what was measured where the event has nothing', () => {
    const changed = { ...a, state: 'waiting' as const, usage: null };
    const [first, second] = withRow(page, changed).items;
    expect(first).toEqual({ ...changed, usage: a.usage });
    expect(second).toBe(b);
  });

  it('stays as it is for a row that it does not have', () => {
    expect(withRow(page, containerRow('web-c'))).toBe(page);
    expect(withoutPod(page, { tenant_id: 'tenant-2', pod: 'web-a' })).toBe(page);
  });

  it('loses all containers of a pod', () => {
    const left = withoutPod(page, { tenant_id: 'tenant-1', pod: 'web-a' });
    expect([left.items, left.total]).toEqual([[b], 1]);
  });
});

describe('asking calmly', () => {
  it('asks at once, then once for all that came meanwhile', () => {
    const run = vi.fn();
    const { ask } = calmly(run);
    for (let number = 0; number < 5; number += 1) ask();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(CALM_MS);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5 * CALM_MS);
    expect(run).toHaveBeenCalledTimes(2);
  });
});

describe('following containers', () => {
  function following() {
    const client = new QueryClient();
    const list = keys.containerList({ page: 1 });
    const one = keys.oneContainer(a.id);
    client.setQueryData(list, page);
    client.setQueryData(one, containerDetail('web-a'));
    const told: Partial<StreamState>[] = [];
    const stop = followContainers(client, '/api/v1/containers/events', (change) => told.push(change));
    const source = FakeEventSource.current;
    const stale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
    return { client, list, one, told, stop, source, stale };
  }

  it('writes a changed row into the list and the container’s own page, and asks for the rest', () => {
    const { client, list, one, source, stop, stale } = following();
    source.tell('container', { ...a, restarts: 3 });
    expect(client.getQueryData<ContainerPage>(list)?.items[0]?.restarts).toBe(3);
    expect(client.getQueryData(one)).toMatchObject({ restarts: 3, command: ['python'] });
    expect([stale(list), stale(one)]).toEqual([true, true]);
    stop();
  });

  it('takes away what is gone, and loads anew when told so', () => {
    const { client, list, source, stop, stale } = following();
    source.tell('gone', { tenant_id: 'tenant-1', pod: 'web-b' });
    expect(client.getQueryData<ContainerPage>(list)?.items).toEqual([a]);
    source.tell('resync', {});
    vi.advanceTimersByTime(CALM_MS);
    expect(stale(list)).toBe(true);
    stop();
  });

  it('tells whether the cluster answers and the stream lives, and opens a refused one again', () => {
    const { told, source, stop } = following();
    source.open();
    source.tell('cluster', { in_sight: false });
    source.break(true);
    expect(told).toEqual([{ state: 'live' }, { inSight: false }, { state: 'broken' }]);
    vi.advanceTimersByTime(3_000);
    expect(FakeEventSource.current).not.toBe(source);
    stop();
    expect(FakeEventSource.current.readyState).toBe(FakeEventSource.CLOSED);
  });
});
