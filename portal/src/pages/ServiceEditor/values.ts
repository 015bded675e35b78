/**
 * Between a service as the API has it and the values of the editor's form.
 *
 * The form holds the whole configuration, also what no section shows, so that all of it survives. What a section edits
 * as rows it turns into rows (`read`) and back (`write`); everything else stands in the form as the API has it.
 */
import type { Service, ServiceConfig, ServiceFile } from '../../api/services';
import type { EnvRow } from '../../components/serviceForm';

import type { FileRow, SourceRow } from './rows';

/** A configuration in the form: what is edited as rows is rows. */
export type FormConfig = Omit<ServiceConfig, 'env' | 'env_from' | 'files'> & {
  env: EnvRow[];
  env_from: SourceRow[];
  files: FileRow[];
};

export interface EditorValues {
  name: string;
  replicas: number;
  /** Rules that set the number of replicas instead; null: it is set by hand. */
  autoscaling: ServiceFile['autoscaling'];
  config: FormConfig;
}

/** How a section's part of the configuration becomes values of the form, and these the configuration again. */
export interface Conversion {
  read: (config: ServiceConfig) => Partial<FormConfig>;
  write: (form: FormConfig) => Partial<ServiceConfig>;
}

/** What the server takes where nothing is said, so that a form of a new service shows it. */
export const NEW_CONFIG: ServiceConfig = {
  image: '',
  command: null,
  args: null,
  env: {},
  env_from: [],
  files: [],
  volumes: [],
  ports: [],
  resources: { cpu: '100m', memory: '128Mi', cpu_limit: null, memory_limit: null },
  probes: { readiness: null, liveness: null, startup: null },
  depends_on: [],
  domain: null,
  partition: null,
  stop_grace_seconds: 30,
};

export function formOf(config: ServiceConfig, conversions: readonly Conversion[]): FormConfig {
  const rows = conversions.map(({ read }) => read(config));
  return Object.assign({}, config, ...rows) as FormConfig;
}

export function configOf(form: FormConfig, conversions: readonly Conversion[]): ServiceConfig {
  const plain = conversions.map(({ write }) => write(form));
  return Object.assign({}, form, ...plain) as ServiceConfig;
}

export function valuesOf(service: Service | null, conversions: readonly Conversion[]): EditorValues {
  return {
    name: service?.name ?? '',
    replicas: service?.replicas ?? 1,
    autoscaling: service?.autoscaling ?? null,
    config: formOf(service?.config ?? NEW_CONFIG, conversions),
  };
}

/** The service as a file declares it: what is sent for a new one, and what two states are compared by. */
export function fileOf(
  { name, replicas, autoscaling, config }: EditorValues,
  conversions: readonly Conversion[],
): ServiceFile {
  return { name: name.trim(), replicas, autoscaling: autoscaling ?? null, ...configOf(config, conversions) };
}

/** For inputs of what may be absent: an emptied one is none. */
export const orNull = (value: unknown) => (value === '' || value === undefined ? null : value);
