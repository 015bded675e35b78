/** What kind of check a probe is, and how one becomes another. Pure. */
import type { Schemas } from '../../api/client';

export type Probe = Schemas['Probe'];
export type ProbeKind = 'none' | 'http' | 'tcp' | 'command';
export const KINDS: readonly ProbeKind[] = ['none', 'http', 'tcp', 'command'];

export function kindOf(probe: Probe | null | undefined): ProbeKind {
  if (!probe) return 'none';
  if (probe.http_path !== null && probe.http_path !== undefined) return 'http';
  return probe.tcp ? 'tcp' : 'command';
}

const TIMING = { initial_delay_seconds: 0, period_seconds: 5, timeout_seconds: 2, failure_threshold: 3 };

/** The probe as another kind: its numbers stay. */
export function asKind(kind: ProbeKind, probe: Probe | null | undefined): Probe | null {
  if (kind === 'none') return null;
  const timing = { ...TIMING, port: null, ...probe };
  return {
    ...timing,
    http_path: kind === 'http' ? (probe?.http_path ?? '/') : null,
    tcp: kind === 'tcp',
    command: kind === 'command' ? (probe?.command ?? ['']) : null,
    port: kind === 'command' ? null : timing.port,
  };
}
