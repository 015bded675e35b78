/** Between what a person types into a service's form and what the API takes. */
import type { ServiceFile } from '../api/services';

export interface EnvRow {
  name: string;
  value?: string;
}

export interface ServiceValues {
  name: string;
  image: string;
  replicas?: number | null;
  ports?: string[];
  domain?: string;
  resources?: { cpu?: string; memory?: string };
  readinessPath?: string;
  depends_on?: string[];
  partition?: string | null;
  env?: EnvRow[];
}

export const NEW_SERVICE: Partial<ServiceValues> = {
  replicas: 1,
  resources: { cpu: '100m', memory: '128Mi' },
};

export function envOf(rows: readonly EnvRow[] | undefined): Record<string, string> {
  return Object.fromEntries((rows ?? []).map(({ name, value }) => [name.trim(), value ?? '']));
}

export function rowsOf(env: Record<string, string> | undefined): EnvRow[] {
  return Object.entries(env ?? {}).map(([name, value]) => ({ name, value }));
}

const given = (text = '') => (text.trim() === '' ? undefined : text.trim());

/** What was left empty is left out, so that the server's defaults hold. */
export function serviceOf(values: ServiceValues): ServiceFile {
  const { cpu, memory } = values.resources ?? {};
  const readiness = given(values.readinessPath);
  const domain = given(values.domain);
  return {
    name: values.name.trim(),
    image: values.image.trim(),
    replicas: values.replicas ?? 1,
    ports: (values.ports ?? []).map((port) => ({ port: Number(port) })),
    resources: { ...(given(cpu) && { cpu: given(cpu) }), ...(given(memory) && { memory: given(memory) }) },
    depends_on: values.depends_on ?? [],
    env: envOf(values.env),
    ...(domain && { domain }),
    ...(values.partition && { partition: values.partition }),
    ...(readiness && { probes: { readiness: { http_path: readiness } } }),
  };
}

/** The variables to send so that `before` becomes `after`: null removes one. Null when nothing differs. */
export function envChange(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string | null> | null {
  const change: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(after)) if (before[name] !== value) change[name] = value;
  for (const name of Object.keys(before)) if (!(name in after)) change[name] = null;
  return Object.keys(change).length > 0 ? change : null;
}
