/** How a container is, at a glance. */
import type { ContainerRow } from '../api/containers';

import { isProblem } from './reason';

export type Tone = 'good' | 'underway' | 'bad' | 'ended';

export function toneOf(row: Pick<ContainerRow, 'state' | 'ready' | 'reason' | 'explanation'>): Tone {
  if (row.explanation && isProblem(row.explanation)) return 'bad';
  if (row.state === 'running') return row.ready && row.reason === null ? 'good' : 'underway';
  if (row.state === 'waiting') return 'underway';
  return row.reason === null || row.reason === 'Completed' ? 'ended' : 'bad';
}
