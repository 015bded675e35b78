/** Makes what the API would answer; a test names only what it is about. */
import type { Application, ApplicationStatus } from '../api/applications';
import type { Image } from '../api/images';
import type { ChartOf, Charts, Metric, Range, Unit } from '../api/charts';
import type { Schemas } from '../api/client';
import type { CloudAccount, CloudMachine, CloudVm } from '../api/cloud';
import type { HostRoutes, Route } from '../api/hostRoutes';
import type { Drain, DrainPod, Host } from '../api/hosts';
import type { ContainerDetail, ContainerRow } from '../api/containers';
import type { OwnDomain } from '../api/domains';
import type { Engine, ManagedService, Offering } from '../api/managed';
import type { Account, Connection } from '../api/managedAccounts';
import type { Opening } from '../api/openings';
import type { Operation } from '../api/operations';
import type { Activity, Overview } from '../api/overview';
import type { Partition } from '../api/partitions';
import type { Preset } from '../api/presets';
import type { Registry, RegistryMetering } from '../api/registries';
import type { Reason, Service, ServiceConfig, ServiceStatus } from '../api/services';
import type { Session } from '../api/session';
import type { Deletion, Tenant } from '../api/tenants';
import type { User } from '../api/users';
import type { Volume } from '../api/volumes';

const AT = '2026-05-04T10:00:00Z';

export function page<T>(items: T[]) {
  return { items, total: items.length, page: 1, page_size: 20 };
}

export function platform(changed: Partial<Schemas['PlatformOut']> = {}): Schemas['PlatformOut'] {
  return {
    version: '0.1.0',
    platform_domain: 'apps.localhost',
    public_scheme: 'http',
    public_port: 8080,
    engine_reachable: true,
    password_rules: { min_length: 10, different: 5, classes: 2, remembered: 5 },
    token_max_days: 365,
    ...changed,
  };
}

export function user(changed: Partial<User> = {}): User {
  return {
    id: 'user-1',
    username: 'mei',
    display_name: '',
    role: 'developer',
    tenant_id: 'tenant-1',
    tenant_name: 'acme',
    disabled: false,
    origin: 'local',
    must_change_password: false,
    locked_until: null,
    created_at: AT,
    last_login_at: null,
    ...changed,
  };
}

const BUILDER = [
  'application.read',
  'application.create',
  'application.write',
  'application.publish',
  'application.upgrade',
  'container.read',
  'container.exec',
  'container.restart',
  'container.delete',
  'container.download',
  'container.upload',
  'tenant.read',
  'offering.read',
  'managed.read',
  'managed.manage',
  'volume.read',
  'volume.manage',
  'opening.read',
  'domain.read',
  'domain.manage',
  'operation.read',
  'metering.read',
  'partition.read',
];

/** A developer's session. */
export function session(changed: Partial<Session> = {}): Session {
  return { user: user(), actions: BUILDER, ...changed };
}

export function viewerSession(): Session {
  return session({
    user: user({ role: 'viewer' }),
    actions: ['application.read', 'container.read', 'tenant.read'],
  });
}

export function adminSession(): Session {
  return session({
    user: user({
      id: 'admin-1',
      username: 'admin',
      role: 'platform_admin',
      tenant_id: null,
      tenant_name: null,
    }),
    actions: [
      ...BUILDER,
      'opening.manage',
      'offering.manage',
      'tenant.manage',
      'user.read',
      'user.manage',
      'operation.verify',
      'runtime_log.read',
      'metering.price',
      'host.read',
      'host.manage',
      'cloud.read',
      'cloud.manage',
      'partition.read',
      'partition.manage',
      'route.read',
      'platform.read',
    ],
  });
}

/** One who has registries as well. */
export function withRegistries(known: Session): Session {
  const { role } = known.user;
  const manages = role === 'platform_admin' || role === 'tenant_admin';
  return {
    ...known,
    actions: [
      ...known.actions,
      'registry.read',
      ...(manages ? ['registry.manage'] : []),
      ...(role === 'platform_admin' ? ['registry.meter'] : []),
    ],
  };
}

export function registry(changed: Partial<Registry> = {}): Registry {
  return {
    id: 'registry-1',
    address: 'registry.example',
    shared: true,
    tenant_id: null,
    insecure: false,
    username: 'robot',
    has_password: true,
    services: [],
    metering: null,
    created_by: 'ada',
    created_at: AT,
    updated_at: AT,
    ...changed,
  };
}

export function registryMetering(changed: Partial<RegistryMetering> = {}): RegistryMetering {
  return {
    repositories: '{tenant}/**',
    measured_at: AT,
    next_at: '2030-01-01T00:00:00Z',
    problem: null,
    size_bytes: 3 * 2 ** 30,
    unowned: 0,
    ...changed,
  };
}

export function tenant(changed: Partial<Tenant> = {}): Tenant {
  return {
    id: 'tenant-1',
    name: 'acme',
    display_name: '',
    namespace: 'slipway-acme',
    preset: null,
    quota: { cpu: '4', memory: '8Gi', pods: 50 },
    container_defaults: {},
    disabled: false,
    applications: 0,
    users: 0,
    created_at: AT,
    ...changed,
  };
}

/** A volume that the service `db` of the application `shop` has. */
export function volume(changed: Partial<Volume> = {}): Volume {
  return {
    id: 'tenant-1/db-data',
    name: 'db-data',
    volume: 'data',
    tenant_id: 'tenant-1',
    tenant_name: 'acme',
    application_id: 'app-shop',
    application_name: 'shop',
    service_id: 'service-db',
    service_name: 'db',
    state: 'bound',
    reason: null,
    size: '10Gi',
    size_bytes: 10 * 2 ** 30,
    capacity: '10Gi',
    capacity_bytes: 10 * 2 ** 30,
    storage_class: 'fast',
    access: 'single',
    expandable: true,
    usage: null,
    used: false,
    used_by: [],
    pods: [],
    created_at: AT,
    ...changed,
  };
}

export const ENGINES: Engine[] = [
  {
    engine: 'redis',
    name: 'Redis',
    default_image: 'redis:7',
    port: 6379,
    accounts: true,
    databases: false,
  },
  {
    engine: 'mysql',
    name: 'MySQL',
    default_image: 'mysql:8.4',
    port: 3306,
    accounts: true,
    databases: true,
  },
];

const PLANS = [
  { name: 'small', cpu: '250m', memory: '512Mi', storage: '5Gi' },
  { name: 'large', cpu: '2', memory: '4Gi', storage: '50Gi' },
];

export function offering(name: string, changed: Partial<Offering> = {}): Offering {
  return {
    id: `offering-${name}`,
    name,
    engine: 'redis',
    version: '7.2',
    image: 'redis:7.2',
    description: '',
    enabled: true,
    plans: PLANS,
    instances: 0,
    created_at: AT,
    updated_at: AT,
    ...changed,
  };
}

/** A Redis that runs, of the offering `redis-7`. */
export function managedService(name: string, changed: Partial<ManagedService> = {}): ManagedService {
  return {
    id: `managed-${name}`,
    tenant_id: 'tenant-1',
    tenant_name: 'acme',
    name,
    engine: 'redis',
    version: '7.2',
    image: 'redis:7.2',
    offered: null,
    offering_id: 'offering-redis-7',
    offering_name: 'redis-7',
    plan: { name: 'small', cpu: '250m', memory: '512Mi', storage: '5Gi' },
    application_id: `app-${name}`,
    service_id: `service-${name}`,
    host: name,
    port: 6379,
    state: 'running',
    ready: 1,
    replicas: 1,
    reasons: [],
    description: '',
    connections: [],
    created_at: AT,
    created_by: 'mei',
    ...changed,
  };
}

/** An account of the managed service `cache`, which the database has. */
export function account(username: string, changed: Partial<Account> = {}): Account {
  return {
    id: `account-${username}`,
    username,
    database: null,
    access: 'read_write',
    state: 'applied',
    reasons: [],
    connections: [],
    created_at: AT,
    created_by: 'mei',
    ...changed,
  };
}

/** That the application `shop` is connected to the managed service `cache`. */
export function connection(changed: Partial<Connection> = {}): Connection {
  return {
    application_id: 'app-shop',
    application_name: 'shop',
    set: 'cache',
    account_id: 'account-shop',
    username: 'shop',
    keys: ['CACHE_HOST', 'CACHE_PASSWORD', 'CACHE_PORT', 'CACHE_URL', 'CACHE_USERNAME'],
    used_by: ['web'],
    created_at: AT,
    created_by: 'mei',
    ...changed,
  };
}

/** An opening as the tenant that gives it, `acme`, sees it. */
export function opening(changed: Partial<Opening> = {}): Opening {
  return {
    id: 'opening-1',
    direction: 'given',
    state: 'offered',
    in_force: false,
    tenant: 'acme',
    receiver: 'beta',
    application: 'shop',
    service: 'redis',
    ports: [{ port: 6379, protocol: 'TCP' }],
    address: 'redis.slipway-acme.svc',
    service_id: 'service-redis',
    tenant_id: 'tenant-1',
    receiver_id: null,
    offered_at: AT,
    offered_by: 'mei',
    accepted_at: null,
    accepted_by: null,
    closed_at: null,
    closed_by: null,
    ...changed,
  };
}

export function ownDomain(changed: Partial<OwnDomain> = {}): OwnDomain {
  return {
    id: 'domain-1',
    tenant_id: 'tenant-1',
    tenant: 'acme',
    host: 'www.example.org',
    name: 'www.example.org',
    state: 'unverified',
    reason: null,
    record: { type: 'TXT', name: '_slipway.www.example.org', value: 'slipway-verification=abc' },
    pointer: { type: 'CNAME', name: 'www.example.org', value: 'apps.localhost' },
    points_here: null,
    service_id: 'service-web',
    service: 'web',
    application_id: 'app-shop',
    application: 'shop',
    url: null,
    certificate: null,
    automatic: null,
    can_automate: false,
    redirect: false,
    redirected: false,
    verified_at: null,
    checked_at: null,
    next_check_at: AT,
    created_at: AT,
    created_by: 'mei',
    ...changed,
  };
}

/** An administrator's of a tenant. */
export function tenantAdminSession(): Session {
  return session({
    user: user({ role: 'tenant_admin' }),
    actions: [...BUILDER, 'opening.manage', 'user.read', 'user.manage'],
  });
}

export const QUOTA = {
  cpu: '4',
  memory: '8Gi',
  pods: 50,
  volumes: 20,
  storage: '100Gi',
  services: 100,
  domains: 20,
};

export function preset(name: string, quota: Partial<typeof QUOTA> = {}): Preset {
  return {
    id: `preset-${name}`,
    name,
    built_in: true,
    quota: { ...QUOTA, ...quota },
    tenants: [],
    created_at: AT,
  };
}

/** What the tenant's deletion would take away, or, once it is requested, has left. */
export function deletion(changed: Partial<Deletion> = {}): Deletion {
  return {
    tenant_id: 'tenant-1',
    name: 'acme',
    requested_at: null,
    lost: {
      applications: ['shop'],
      services: ['shop/web'],
      volumes: ['data (1Gi)'],
      users: ['mei'],
      tokens: 2,
    },
    remaining: { application: 1, user: 1 },
    namespace_exists: true,
    ...changed,
  };
}

export function host(name: string, changed: Partial<Host> = {}): Host {
  return {
    name,
    role: 'worker',
    state: 'ready',
    schedulable: true,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'all is well', since: AT },
      {
        type: 'MemoryPressure',
        status: 'False',
        reason: 'KubeletHasSufficientMemory',
        message: '',
        since: AT,
      },
    ],
    addresses: [{ type: 'InternalIP', address: '192.168.5.2' }],
    versions: {
      kubelet: 'v1.36.0',
      runtime: 'containerd://2.0',
      kernel: '6.18',
      os: 'Debian 12',
      architecture: 'amd64',
    },
    labels: { 'kubernetes.io/hostname': name },
    taints: [],
    capacity: { cpu: '4', memory: '8Gi', pods: 110 },
    allocatable: { cpu: '4', memory: '7.5Gi', pods: 110 },
    requested: { cpu: '1', memory: '3Gi', pods: 11 },
    cpu_percent: 25,
    memory_percent: 40,
    pods_percent: 10,
    containers: 12,
    created_at: AT,
    ...changed,
  };
}

export function cloudAccount(name: string, changed: Partial<CloudAccount> = {}): CloudAccount {
  return {
    id: `account-${name}`,
    name,
    provider: 'ec2',
    region: 'eu-central-1',
    endpoint: '',
    subscription_id: '',
    resource_group: '',
    machines: [],
    created_at: AT,
    ...changed,
  };
}

export function cloudMachine(name: string, changed: Partial<CloudMachine> = {}): CloudMachine {
  return {
    id: `machine-${name}`,
    name,
    account_id: 'account-aws',
    account: 'aws',
    state: 'joined',
    problem: null,
    size: 't3.large',
    image: 'ami-1',
    subnet: 'subnet-1',
    zone: '',
    key_pair: 'ops',
    security_groups: ['sg-1'],
    public_ip: false,
    partition_id: null,
    labels: {},
    vm_id: 'i-1',
    vm_state: 'running',
    addresses: ['10.0.0.5'],
    host: name,
    join_until: null,
    seen_at: AT,
    created_by: 'admin',
    created_at: AT,
    ...changed,
  };
}

export function cloudVm(name: string, changed: Partial<CloudVm> = {}): CloudVm {
  return {
    vm_id: `i-${name}`,
    machine: name,
    name,
    state: 'running',
    size: 't3.large',
    addresses: ['10.0.0.5'],
    ...changed,
  };
}

export function drainPod(name: string, state: string, code = ''): DrainPod {
  return {
    namespace: 'slipway-acme',
    name,
    controller: 'ReplicaSet web',
    state,
    reason: code
      ? { code, message: `why ${code}`, message_zh: code, hint: `do ${code}`, hint_zh: code }
      : null,
  };
}

export function drain(changed: Partial<Drain> = {}): Drain {
  return {
    host: 'n2',
    state: 'running',
    force: false,
    delete_local_data: false,
    grace_seconds: null,
    started_by: 'admin',
    started_at: AT,
    ended_at: null,
    to_go: 4,
    gone: 1,
    problem: null,
    pods: [],
    ...changed,
  };
}

export function route(host: string, network: string, changed: Partial<Route> = {}): Route {
  return {
    host,
    network,
    gateway: '192.168.5.2',
    state: 'ok',
    by: 'noderouter',
    reason: null,
    detail: null,
    changed_at: AT,
    ...changed,
  };
}

export function hostRoutes(host: string, network: string, routes: Route[]): HostRoutes {
  const ok = routes.filter(({ state }) => state === 'ok').length;
  return {
    host,
    networks: [network],
    addresses: ['192.168.5.1'],
    agent: 'running',
    mode: 'manage',
    cause: null,
    cause_detail: null,
    reported_at: AT,
    ok,
    problems: routes.length - ok,
    routes,
  };
}

export function partition(name: string, changed: Partial<Partition> = {}): Partition {
  return {
    id: `partition-${name}`,
    name,
    display_name: '',
    description: '',
    hosts: [],
    room: null,
    tenants: [],
    services: [],
    created_at: AT,
    ...changed,
  };
}

export function operation(changed: Partial<Operation> = {}): Operation {
  return {
    id: 'operation-1',
    time: AT,
    actor_id: 'user-1',
    actor_name: 'mei',
    tenant_id: 'tenant-1',
    action: 'service.scale',
    object_kind: 'service',
    object_id: 'service-web',
    object_name: 'shop/web',
    before: { replicas: 1 },
    after: { replicas: 3 },
    outcome: 'ok',
    detail: '',
    duration_ms: 12,
    request_id: 'abc123',
    source: '10.0.0.7',
    ...changed,
  };
}

export function containerRow(pod: string, changed: Partial<ContainerRow> = {}): ContainerRow {
  return {
    id: `tenant-1/${pod}/web`,
    tenant_id: 'tenant-1',
    tenant_name: 'acme',
    application_id: 'app-shop',
    application_name: 'shop',
    service_id: 'service-web',
    service_name: 'web',
    pod,
    container: 'web',
    image: 'registry.local/shop/web:2',
    host: 'node-1',
    address: '10.0.0.7',
    state: 'running',
    reason: null,
    explanation: null,
    ready: true,
    restarts: 0,
    started_at: AT,
    created_at: AT,
    revision: 2,
    requests: { cpu: '100m', memory: '64Mi' },
    limits: { cpu: '500m', memory: '128Mi' },
    usage: { cpu: 0.25, memory: 120 * 2 ** 20, at: AT },
    ...changed,
  };
}

export function containerDetail(pod: string, changed: Partial<ContainerDetail> = {}): ContainerDetail {
  return {
    ...containerRow(pod),
    command: ['python'],
    args: ['-m', 'shop'],
    image_id: 'sha256:abc',
    controller: { kind: 'ReplicaSet', name: 'web-1' },
    history: {
      current: { state: 'running', started_at: AT },
      last: { state: 'terminated', reason: 'OOMKilled', exit_code: 137, finished_at: AT },
    },
    init_containers: [],
    environment: [
      { name: 'GREETING', value: 'hello', source: null, masked: false },
      { name: 'DB_PASSWORD', value: '******', source: null, masked: true },
    ],
    mounts: [
      {
        path: '/data',
        volume: 'data',
        sub_path: null,
        read_only: false,
        source: { kind: 'claim', name: 'shop-data', key: '' },
      },
    ],
    probes: [
      {
        kind: 'readiness',
        check: 'http://:8000/healthz',
        initial_delay_seconds: 0,
        period_seconds: 10,
        timeout_seconds: 1,
        failure_threshold: 3,
        success_threshold: 1,
        state: 'passing',
        last_failure: null,
      },
    ],
    conditions: [{ type: 'Ready', status: 'True', reason: null, message: null, changed_at: AT }],
    events: [
      {
        time: AT,
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting',
        count: 4,
        source: 'kubelet',
      },
    ],
    events_complete: true,
    ...changed,
  };
}

export function reason(changed: Partial<Reason> = {}): Reason {
  return {
    code: 'crashed',
    message: 'It exits with code 1',
    message_zh: '退出码为 1',
    hint: 'Look at its log',
    hint_zh: '请查看日志',
    detail: 'Back-off restarting failed container',
    log: ["KeyError: 'PORT'"],
    ...changed,
  };
}

export function config(changed: Partial<ServiceConfig> = {}): ServiceConfig {
  return { image: 'shop/web:1', env: {}, ports: [{ port: 8000 }], depends_on: [], ...changed };
}

interface ServiceOptions {
  config?: Partial<ServiceConfig>;
  status?: Partial<ServiceStatus>;
  replicas?: number;
  revision?: number;
  published?: boolean;
  autoscaling?: Service['autoscaling'];
  canaryOf?: string;
}

export function service(name: string, options: ServiceOptions = {}): Service {
  const { replicas = 1, revision = 1, published = true } = options;
  const id = `service-${name}`;
  return {
    id,
    application_id: 'app-shop',
    tenant_id: 'tenant-1',
    name,
    replicas,
    autoscaling: options.autoscaling ?? null,
    published,
    revision,
    canary_of: options.canaryOf ?? null,
    config: config(options.config),
    created_at: AT,
    updated_at: AT,
    status: {
      id,
      name,
      state: published ? 'running' : 'draft',
      desired: replicas,
      ready: published ? replicas : 0,
      wave: 0,
      reason: null,
      rollout: null,
      url: null,
      ...options.status,
    },
  };
}

export function application(
  name: string,
  services: Service[],
  changed: Partial<ApplicationStatus> = {},
): Application {
  const running = services.filter(({ status }) => status.state === 'running').length;
  const total = services.filter(({ published }) => published).length;
  const id = `app-${name}`;
  return {
    id,
    tenant_id: 'tenant-1',
    tenant_name: 'acme',
    name,
    description: '',
    created_at: AT,
    updated_at: AT,
    services,
    status: {
      id,
      name,
      tenant_id: 'tenant-1',
      state: total === 0 ? 'draft' : running === total ? 'running' : 'degraded',
      ready: running,
      total,
      urls: services.flatMap(({ status }) => status.url ?? []),
      services: services.map(({ status }) => status),
      ...changed,
    },
  };
}

const CHARTED: Record<Metric, [Unit, readonly (number | null)[]]> = {
  cpu: ['cores', [0.25, 0.5, null, 0.25, 0.5]],
  memory: ['bytes', [3e7, 3e7, null, 3e7, 4e7]],
  network_received: ['bytes_per_second', [100, 200, null, 300, 400]],
  network_sent: ['bytes_per_second', [10, 20, null, 30, 40]],
  disk_read: ['bytes_per_second', [0, 0, null, 0, 0]],
  disk_written: ['bytes_per_second', [5, 5, null, 5, 5]],
  disk_used: ['bytes', [null, null, null, null, null]],
};

/** Five points with a gap; nothing is known of the disk. */
export function charts({
  range = '1h',
  of = 'container',
}: { range?: Range; of?: 'container' | 'host' } = {}): Charts {
  const start = Date.parse(AT) / 1000;
  const found = Object.entries(CHARTED) as [Metric, (typeof CHARTED)[Metric]][];
  const all = found.map(([metric, [unit, values]]): ChartOf => ({
    metric,
    unit,
    of: of === 'container' && metric.startsWith('network') ? 'pod' : of,
    points: values.map((value, index) => [start + index * 25, value]),
    request: metric === 'cpu' ? 0.25 : null,
    limit: metric === 'cpu' ? 1 : null,
  }));
  return { range, start, end: start + 100, step: 25, charts: all };
}

/** The overview of a tenant's user, with nothing wrong and nothing there. */
export function overview(changed: Partial<Overview> = {}): Overview {
  return {
    known: true,
    failing: { total: 0, items: [] },
    certificates: { total: 0, items: [] },
    counts: counts(),
    addresses: [],
    operations: [],
    platform: null,
    tenant: { id: 'tenant-1', name: 'acme', quota: [{ what: 'cpu', used: '1', limit: '4', percent: 25 }] },
    ...changed,
  };
}

export function counts(changed: Partial<Overview['counts']> = {}): Overview['counts'] {
  return {
    tenants: null,
    users: null,
    users_of_tenants: null,
    applications: { draft: 0, publishing: 0, running: 0, degraded: 0, unpublishing: 0 },
    services: 0,
    services_ready: 0,
    services_wanted: 0,
    services_scaled: 0,
    ...changed,
  };
}

/** The overview of the platform's staff, on an installation with a host and nothing else. */
export function staffOverview(changed: Partial<Overview> = {}): Overview {
  return overview({
    counts: counts({ tenants: 0, users: 1, users_of_tenants: 0 }),
    tenant: null,
    platform: {
      sight: { status: 'ok', unseen: [] },
      hosts: { total: 1, ready: 1, troubles_total: 0, troubles: [] },
      capacity: [
        { what: 'cpu', requested: 1.5, allocatable: 6, percent: 25 },
        { what: 'storage', requested: 2 ** 30, allocatable: null, percent: null },
      ],
      full_tenants: { total: 0, items: [] },
    },
    ...changed,
  });
}

export function activity(changed: Partial<Activity> = {}): Activity {
  return {
    id: 'operation-1',
    action: 'application.publish',
    object_kind: 'application',
    object_id: 'app-shop',
    object_name: 'shop',
    application_id: 'app-shop',
    tenant_id: 'tenant-1',
    tenant: 'acme',
    actor_name: 'mei',
    mine: true,
    started_at: AT,
    state: 'running',
    ready: 2,
    total: 5,
    reason: null,
    ...changed,
  };
}

export function image(changed: Partial<Image> = {}): Image {
  const digest = `sha256:${'a'.repeat(64)}`;
  return {
    image: 'web:1',
    digest,
    pinned: `web:1@${digest}`,
    platforms: ['linux/amd64', 'linux/arm64'],
    size: 30_000_000,
    created: AT,
    ports: [],
    env: {},
    user: '',
    entrypoint: [],
    cmd: ['run'],
    ...changed,
  };
}
