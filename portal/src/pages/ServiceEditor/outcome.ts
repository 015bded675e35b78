/** What saving does to what runs. Pure. */
import type { Service, ServiceFile } from '../../api/services';

import { same } from './merge';

export type Outcome = 'nothing' | 'later' | 'rolling' | 'held' | 'scaled' | 'added';

/** Every other configuration is a new revision, and every new revision of a published service replaces its replicas. */
export function outcomeOf(base: Service | null, before: ServiceFile, mine: ServiceFile): Outcome {
  if (!base) return 'added';
  const revised = !same({ ...before, replicas: 0 }, { ...mine, replicas: 0 });
  if (!revised) return before.replicas === mine.replicas ? 'nothing' : 'scaled';
  if (!base.published) return 'later';
  return base.status.rollout?.paused ? 'held' : 'rolling';
}
