/** Hosts, for the platform's roles: what they are, what they have, and what is done to them. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { ApiError } from './errors';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Host = Schemas['HostOut'];
export type HostState = Host['state'];
export type HostRole = Host['role'];
export type Taint = Schemas['Taint'];
export type TaintsPatch = Schemas['TaintsPatch'];
export type Drain = Schemas['DrainOut'];
export type DrainPod = Schemas['DrainPodOut'];
export type DrainIn = Schemas['DrainIn'];
export type HostEvent = Schemas['HostEvent'];
export type HostRemoval = Schemas['HostRemoval'];
export type JoinCommand = Schemas['JoinCommand'];

export const HOST_STATES: readonly HostState[] = [
  'ready',
  'unschedulable',
  'draining',
  'not_ready',
  'unreachable',
];
export const HOST_ROLES: readonly HostRole[] = ['worker', 'control-plane'];

// Hosts are answered from the platform's memory, so that asking often costs the cluster nothing.
const LIST_MS = 5_000;
const DRAIN_MS = 1_000;
const JOIN_MS = 2_000;
const EVENTS_MS = 15_000;

interface HostQuery extends ListQuery {
  state?: HostState;
  role?: HostRole;
  label?: string;
  sort?: string;
}

export function useHosts(query: HostQuery) {
  return useListQuery(keys.hostList(query), () => answer(api.GET('/api/v1/hosts', { params: { query } })), {
    refetchInterval: LIST_MS,
  });
}

const pathOf = (host: string) => ({ path: { host } });

export function useHost(name: string) {
  return useQuery({
    queryKey: keys.host(name),
    queryFn: () => answer(api.GET('/api/v1/hosts/{host}', { params: pathOf(name) })),
    refetchInterval: LIST_MS,
  });
}

export function useHostEvents(name: string) {
  return useQuery({
    queryKey: keys.hostEvents(name),
    queryFn: () => answer(api.GET('/api/v1/hosts/{host}/events', { params: pathOf(name) })),
    refetchInterval: EVENTS_MS,
  });
}

/** The drain that is under way, or the last one; null when the host was never drained. */
async function lastDrain(name: string): Promise<Drain | null> {
  try {
    return await answer(api.GET('/api/v1/hosts/{host}/drain', { params: pathOf(name) }));
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.detail.code === 'drain.never') return null;
    throw thrown;
  }
}

export const isUnderWay = (drain: Drain) => drain.state === 'running' || drain.state === 'blocked';

export function useDrain(name: string) {
  return useQuery({
    queryKey: keys.hostDrain(name),
    queryFn: () => lastDrain(name),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? DRAIN_MS : LIST_MS),
  });
}

export function useRemoval(name: string) {
  return useQuery({
    queryKey: keys.hostRemoval(name),
    queryFn: () => answer(api.GET('/api/v1/hosts/{host}/removal', { params: pathOf(name) })),
    staleTime: 0,
  });
}

export function setSchedulable({ name, schedulable }: { name: string; schedulable: boolean }) {
  const params = pathOf(name);
  return schedulable
    ? answer(api.POST('/api/v1/hosts/{host}/uncordon', { params }))
    : answer(api.POST('/api/v1/hosts/{host}/cordon', { params }));
}

export function changeLabels({ name, labels }: { name: string; labels: Record<string, string | null> }) {
  return answer(api.PATCH('/api/v1/hosts/{host}/labels', { params: pathOf(name), body: { labels } }));
}

export function changeTaints({ name, body }: { name: string; body: TaintsPatch }) {
  return answer(api.PATCH('/api/v1/hosts/{host}/taints', { params: pathOf(name), body }));
}

export function drainHost({ name, body }: { name: string; body: DrainIn }) {
  return answer(api.POST('/api/v1/hosts/{host}/drain', { params: pathOf(name), body }));
}

/** Evict nothing more; `uncordon` also lets pods be placed on the host again. */
export function cancelDrain({ name, uncordon }: { name: string; uncordon: boolean }) {
  const params = { ...pathOf(name), query: { uncordon } };
  return answer(api.DELETE('/api/v1/hosts/{host}/drain', { params }));
}

export function removeHost({ name, force }: { name: string; force: boolean }) {
  return answer(api.DELETE('/api/v1/hosts/{host}', { params: { ...pathOf(name), query: { force } } }));
}

/** By which program machines join, and the hosts that have appeared since a moment. */
export function useJoin(since: string | undefined) {
  return useQuery({
    queryKey: keys.hostJoin(since ?? ''),
    queryFn: () => answer(api.GET('/api/v1/hosts/join', { params: { query: since ? { since } : {} } })),
    refetchInterval: since ? JOIN_MS : false,
  });
}

export function makeJoinCommand(minutes: number) {
  return answer(api.POST('/api/v1/hosts/join', { params: { query: { minutes } } }));
}
