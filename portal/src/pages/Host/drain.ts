/** How far a drain is: what people should look at first, and the share that has left. */
import type { Drain, DrainPod } from '../../api/hosts';
import type { Tone } from '../../components/ToneLabel';

export const POD_STATES = ['blocked', 'waiting', 'leaving', 'gone', 'left'] as const;
export type PodState = (typeof POD_STATES)[number];

export const DRAIN_STATES = ['running', 'blocked', 'done', 'cancelled', 'failed'] as const;
export type DrainState = (typeof DRAIN_STATES)[number];

export const podStateOf = ({ state }: DrainPod) => POD_STATES.find((one) => one === state);
export const drainStateOf = ({ state }: Drain) => DRAIN_STATES.find((one) => one === state);

export const TONES: Record<PodState | DrainState, Tone> = {
  blocked: 'bad',
  waiting: 'held',
  leaving: 'busy',
  running: 'busy',
  gone: 'good',
  done: 'good',
  left: 'idle',
  cancelled: 'idle',
  failed: 'bad',
};

const rank = (pod: DrainPod) => {
  const known = podStateOf(pod);
  return known ? POD_STATES.indexOf(known) : POD_STATES.length;
};

/** What is blocked stands first, what stays where it is last. */
export function inOrder(pods: readonly DrainPod[]): DrainPod[] {
  return [...pods].sort((one, other) => rank(one) - rank(other));
}

/** In whole percent; a host on which nothing has to go is drained. */
export function shareGone({ gone, to_go: all }: Drain): number {
  return all === 0 ? 100 : Math.floor((gone / all) * 100);
}

/** Whether a consent would let something go on that is blocked. */
export function asksFor({ pods }: Drain): { force: boolean; localData: boolean } {
  const codes = pods.map(({ reason }) => reason?.code);
  return { force: codes.includes('drain.no_controller'), localData: codes.includes('drain.local_data') };
}
