/** The fields of a service's configuration as its form calls them, for lists of what differs. */
import { useTranslation } from 'react-i18next';

const PROBE = {
  http_path: 'editor.httpPath',
  tcp: 'editor.probeKind.tcp',
  command: 'field.command',
  port: 'editor.port',
  initial_delay_seconds: 'editor.probeNumber.initial_delay_seconds',
  period_seconds: 'editor.probeNumber.period_seconds',
  timeout_seconds: 'editor.probeNumber.timeout_seconds',
  failure_threshold: 'editor.probeNumber.failure_threshold',
} as const;

const VOLUME = {
  name: 'editor.volumeName',
  mount_path: 'editor.directory',
  size: 'editor.volumeSize',
  storage_class: 'editor.storageClass',
  access: 'editor.access',
  read_only: 'editor.readOnly',
} as const;

const PACE = {
  stabilization_seconds: 'autoscaling.pace.stabilization_seconds',
  replicas: 'autoscaling.pace.replicas',
  percent: 'autoscaling.pace.percent',
  period_seconds: 'autoscaling.pace.period_seconds',
} as const;

type Word =
  | (typeof VOLUME)[keyof typeof VOLUME]
  | (typeof PROBE)[keyof typeof PROBE]
  | (typeof PACE)[keyof typeof PACE]
  | (typeof FIELDS)[keyof typeof FIELDS];

/** Those of several words are put together of the words of their parts. */
const FIELDS = {
  name: 'field.serviceName',
  description: 'field.description',
  image: 'field.image',
  command: 'field.command',
  args: 'editor.args',
  stop_grace_seconds: 'editor.stopGrace',
  replicas: 'field.replicas',
  domain: 'field.domain',
  partition: 'field.partition',
  depends_on: 'field.dependsOn',
  ports: 'field.ports',
  'ports.port': 'editor.port',
  'ports.name': 'field.envName',
  'ports.protocol': 'editor.protocol',
  resources: 'editor.size',
  'resources.cpu': 'editor.amount.cpu',
  'resources.memory': 'editor.amount.memory',
  'resources.cpu_limit': 'editor.amount.cpu_limit',
  'resources.memory_limit': 'editor.amount.memory_limit',
  env: 'field.env',
  env_from: 'editor.fromSets',
  'env_from.set': 'editor.set',
  'env_from.keys': 'editor.someKeys',
  'env_from.prefix': 'editor.prefix',
  files: 'editor.section.files',
  'files.set': 'editor.set',
  'files.mount_path': 'editor.directory',
  'files.key': 'editor.files.one',
  'files.keys': 'editor.someKeys',
  'files.mode': 'editor.mode',
  volumes: 'editor.section.volumes',
  autoscaling: 'autoscaling.byUse',
  'autoscaling.min': 'autoscaling.field.min',
  'autoscaling.max': 'autoscaling.field.max',
  'autoscaling.cpu': 'autoscaling.field.cpu',
  'autoscaling.memory': 'autoscaling.field.memory',
  'autoscaling.scale_up': 'autoscaling.scale_up',
  'autoscaling.scale_down': 'autoscaling.scale_down',
  probes: 'field.probes',
  'probes.readiness': 'editor.probe.readiness',
  'probes.liveness': 'editor.probe.liveness',
  'probes.startup': 'editor.probe.startup',
} as const;

const inside = (of: readonly string[], parts: Record<string, Word>) =>
  of.flatMap((outer) => Object.entries(parts).map(([part, word]) => [`${outer}.${part}`, word] as const));

const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ...(Object.entries(FIELDS) as [string, Word][]),
  ...inside(['volumes'], VOLUME),
  ...inside(['probes.readiness', 'probes.liveness', 'probes.startup'], PROBE),
  ...inside(['autoscaling.scale_up', 'autoscaling.scale_down'], PACE),
]);

/** Groups of the file only: the fields in them are named without them. */
const UNSAID = new Set(['resources', 'probes', 'autoscaling']);

/** Puts a path (`probes.readiness.http_path`, `ports[0].port`, `env.NAME`) into words; what has none stays as it is. */
export function useConfigFieldName(): (path: string) => string {
  const { t } = useTranslation();
  return (path) => {
    const parts = path.split('.');
    const said: string[] = [];
    let known = '';
    for (const [at, part] of parts.entries()) {
      const [, name = part, index] = /^(\w+)\[(\d+)\]$/.exec(part) ?? [];
      known = known ? `${known}.${name}` : name;
      const word = WORDS.get(known);
      if (!word) {
        said.push(parts.slice(at).join('.'));
        break;
      }
      const last = at === parts.length - 1;
      if (last || !UNSAID.has(known)) said.push(index ? `${t(word)} ${Number(index) + 1}` : t(word));
    }
    return said.reduce((outer, inner) => t('changes.within', { outer, inner }));
  };
}
