import type { Schemas } from '../../../api/client';

/** A probe in the shortest form that says what it does: `GET :8080/healthz`, `TCP :6379`, or its command. */
export function probeText(probe: Schemas['Probe'], firstPort: number | undefined): string {
  const port = probe.port ?? firstPort ?? '';
  if (probe.http_path) return `GET :${port}${probe.http_path}`;
  if (probe.command) return probe.command.join(' ');
  return `TCP :${port}`;
}
