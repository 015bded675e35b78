/** In which order services start. */
import type { ServiceStatus } from '../../api/services';
import { isTroubled } from '../../components/reason';

/** Services by wave, the first to start first; within a wave by name. */
export function wavesOf(services: readonly ServiceStatus[]): ServiceStatus[][] {
  const waves = new Map<number, ServiceStatus[]>();
  for (const service of services) waves.set(service.wave, [...(waves.get(service.wave) ?? []), service]);
  return [...waves.entries()]
    .sort(([one], [other]) => one - other)
    .map(([, members]) => members.sort((one, other) => one.name.localeCompare(other.name)));
}

export type Phase = 'ready' | 'underway' | 'waiting' | 'failing';

/** How each wave stands while something is under way, which is nothing for a wave that is not to run; or not at all. */
export function phasesOf(waves: readonly (readonly ServiceStatus[])[]): (Phase | undefined)[] {
  const phases = waves.map(phaseOf);
  return phases.every((phase) => phase === undefined || phase === 'ready') ? [] : phases;
}

function phaseOf(services: readonly ServiceStatus[]): Phase | undefined {
  const wanted = services.filter(({ rollout }) => rollout);
  const undone = wanted.filter(({ rollout }) => !rollout?.done);
  if (wanted.length === 0) return undefined;
  if (undone.length === 0) return 'ready';
  if (undone.some(fails)) return 'failing';
  return undone.every(waits) ? 'waiting' : 'underway';
}

const fails = (status: ServiceStatus) => status.state === 'degraded' || isTroubled(status);

export const WAITING_TO_RESTART = 'waiting_to_restart';

const WAITING: readonly string[] = ['waiting_for_dependency', WAITING_TO_RESTART];

const waits = ({ reason }: ServiceStatus) => reason != null && WAITING.includes(reason.code);

/** How many replicas are as they should be: those of before are ready too, while they are being replaced. */
export const arrived = ({ ready, rollout }: ServiceStatus) =>
  rollout && !rollout.done && rollout.old > 0 ? rollout.ready : ready;
