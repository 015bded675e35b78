/** What kind of check a probe is, and how one becomes another. Pure. */
import type { Probe, ServiceConfig } from '../../api/services';

export type { Probe };
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

/** What is tried: the probe with the port that it would ask, of those that are entered. Null: there is none yet. */
export function tryable(probe: Probe, ports: ServiceConfig['ports']): Probe | null {
  if (probe.command) return probe.command.some((word) => word !== '') ? probe : null;
  const port = probe.port ?? ports?.find(({ protocol }) => protocol !== 'UDP')?.port;
  return port ? { ...probe, port } : null;
}
