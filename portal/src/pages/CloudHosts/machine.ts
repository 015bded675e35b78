/** What is known of a machine, read: how good its state is, where its host is, and what its deletion does. Pure. */
import type { CloudMachine, CloudMachineState, CloudVm } from '../../api/cloud';
import type { Tone } from '../../components/ToneLabel';

export const TONES: Record<CloudMachineState, Tone> = {
  creating: 'busy',
  booting: 'busy',
  joined: 'good',
  failed: 'bad',
  gone: 'bad',
  draining: 'held',
  deleting: 'held',
};

/** The host that it is, as long as the cluster has it. */
export function hostOf({ host, problem }: CloudMachine): string | null {
  return problem?.code === 'cloud.host_gone' ? null : host;
}

export type Consequence = 'empties' | 'leaves' | 'ends' | 'withdraws' | 'ended' | 'costs';

/** What a deletion does, in the order in which it happens. */
export function consequencesOf(machine: CloudMachine, force: boolean): Consequence[] {
  const host = hostOf(machine) !== null;
  const hosts: Consequence[] = host ? ['leaves'] : [];
  if (machine.state === 'gone') return ['ended', ...hosts];
  if (machine.vm_id === null) return ['withdraws', 'costs'];
  const first: Consequence[] = host && !force ? ['empties'] : [];
  return [...first, 'ends', ...hosts, 'costs'];
}

const STUCK = ['cloud.credentials_refused', 'cloud.unreachable', 'cloud.end_refused'];

/** Whether its provider keeps the platform from ending it, so that somebody may want to forget it. */
export function isStuck({ problem, state }: CloudMachine): boolean {
  return state === 'deleting' || (problem !== null && STUCK.includes(problem.code));
}

/** Whether it, or a part of it, may exist at the provider: nobody knows that it has ended. */
export function mayGoOn({ state }: CloudMachine): boolean {
  return state !== 'gone';
}

/** Its names here and there. */
export function namedVm({ name, vm_id: vm }: CloudMachine): string {
  return vm === null ? name : `${name} (${vm})`;
}

/** Whether it exists at the provider, bears our mark, and is known to nobody here. */
export function isOrphan({ machine, state }: CloudVm): boolean {
  return machine === '' && state !== 'ending' && state !== 'ended';
}
