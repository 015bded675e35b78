/** What saving does to what runs. Pure. */
import type { Service, ServiceFile } from '../../api/services';

import { same } from './merge';

export type Outcome = 'nothing' | 'later' | 'rolling' | 'held' | 'scaled' | 'autoscaled' | 'added';

/** Every other configuration is a new revision, and every new revision of a published service replaces its replicas. */
export function outcomeOf(base: Service | null, before: ServiceFile, mine: ServiceFile): Outcome {
  if (!base) return 'added';
  const fixed = { replicas: 0, autoscaling: null };
  if (same({ ...before, ...fixed }, { ...mine, ...fixed })) return scaledBy(before, mine);
  if (!base.published) return 'later';
  return base.status.rollout?.paused ? 'held' : 'rolling';
}

/** Whether replicas that run would be replaced. */
export const replaces = (outcome: Outcome) => outcome === 'rolling' || outcome === 'held';

/** Another number of replicas, or other rules for it, restart nothing. */
function scaledBy(before: ServiceFile, mine: ServiceFile): Outcome {
  if (!same(before.autoscaling ?? null, mine.autoscaling ?? null))
    return mine.autoscaling ? 'autoscaled' : 'scaled';
  return before.replicas === mine.replicas ? 'nothing' : 'scaled';
}
