/** How a container is, at a glance. */
import type { ContainerRow } from '../api/containers';

import { isProblem } from './reason';
import type { Tone } from './ToneLabel';

export function toneOf(row: Pick<ContainerRow, 'state' | 'ready' | 'reason' | 'explanation'>): Tone {
  if (row.explanation && isProblem(row.explanation)) return 'bad';
  if (row.state === 'running') return row.ready && row.reason === null ? 'good' : 'busy';
  if (row.state === 'waiting') return 'busy';
  return row.reason === null || row.reason === 'Completed' ? 'idle' : 'bad';
}
