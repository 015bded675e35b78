/** The query cache: the only place where server state lives. */
import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';

import { ApiError } from './errors';

export const keys = {
  session: ['session'],
  search: (q: string) => ['search', q],
  sso: ['sso'],
  overview: ['overview'],
  activities: ['activities'],
  platform: ['platform'],
  applications: ['applications'],
  applicationList: (params: object) => ['applications', 'list', params],
  application: (id: string) => ['applications', 'one', id],
  service: (id: string) => ['services', id],
  revisions: (id: string) => ['services', id, 'revisions'],
  variables: (id: string) => ['services', id, 'variables'],
  provided: (id: string, services: readonly string[]) => ['applications', 'provided', id, services],
  allContainers: ['containers'],
  containerList: (params: object) => ['containers', 'list', params],
  oneContainer: (id: string) => ['containers', 'one', id],
  containerUsage: (id: string) => ['containers', 'usage', id],
  autoscaling: (id: string, at: string) => ['services', id, 'autoscaling', at],
  containers: (id: string) => ['services', id, 'containers'],
  canary: (id: string) => ['services', id, 'canary'],
  canaryTraffic: (id: string) => ['canary-traffic', id],
  canaryRehearsal: (id: string, config: object) => ['canary-rehearsal', id, config],
  configuration: (id: string) => ['configuration', id],
  configurationSet: (id: string, name: string) => ['configuration', id, 'one', name],
  configurationVersions: (id: string, name: string) => ['configuration', id, 'versions', name],
  configurationChanges: (id: string, name: string, from: number, to: number) => [
    'configuration',
    id,
    'changes',
    name,
    from,
    to,
  ],
  configurationTrial: (id: string, name: string, wanted: object) => ['configuration-trial', id, name, wanted],
  conversion: (request: object | null) => ['compose', 'converted', request],
  trial: (body: object | null) => ['compose', 'tried', body],
  tenants: ['tenants'],
  tenantList: (params: object) => ['tenants', 'list', params],
  tenantDeletion: (id: string) => ['tenants', 'deletion', id],
  tenantUsage: (id: string) => ['tenants', 'usage', id],
  tenant: (id: string) => ['tenants', 'one', id],
  operations: (params: object) => ['operations', 'list', params],
  operation: (id: string) => ['operations', 'one', id],
  charts: (subject: string, range: string) => ['charts', subject, range],
  hosts: ['hosts'],
  hostList: (params: object) => ['hosts', 'list', params],
  host: (name: string) => ['hosts', 'one', name],
  hostEvents: (name: string) => ['hosts', 'events', name],
  hostDrain: (name: string) => ['hosts', 'drain', name],
  hostRemoval: (name: string) => ['hosts', 'removal', name],
  hostJoin: (since: string) => ['hosts', 'join', since],
  cloud: ['cloud'],
  cloudAccounts: ['cloud', 'accounts'],
  cloudVms: (id: string) => ['cloud', 'vms', id],
  cloudMachineList: (params: object) => ['cloud', 'machines', params],
  traffic: (id: string) => ['traffic', id],
  clonePreview: (id: string, body: object) => ['clone-preview', id, body],
  volumes: ['volumes'],
  volumeList: (params: object) => ['volumes', 'list', params],
  storageClasses: ['storage-classes'],
  domains: ['domains'],
  domainList: (params: object) => ['domains', 'list', params],
  availability: (name: string, serviceId: string | null) => ['availability', name, serviceId],
  registries: ['registries'],
  registryList: (params: object) => ['registries', 'list', params],
  repositories: (params: object) => ['images', 'repositories', params],
  tags: (params: object) => ['images', 'tags', params],
  image: (params: object) => ['images', 'one', params],
  registry: (id: string) => ['registries', 'one', id],
  registryStorage: (...params: unknown[]) => ['registries', 'storage', ...params],
  managed: ['managed'],
  managedList: (params: object) => ['managed', 'list', params],
  managedService: (id: string) => ['managed', 'one', id],
  managedAccounts: (id: string) => ['managed', 'accounts', id],
  managedConnections: (id: string) => ['managed', 'connections', id],
  managedTrial: (id: string, wanted: object | undefined) => ['managed-trial', id, wanted],
  offerings: ['offerings'],
  offeringList: (params: object) => ['offerings', 'list', params],
  offering: (id: string) => ['offerings', 'one', id],
  engines: ['engines'],
  openings: ['openings'],
  openingList: (params: object) => ['openings', 'list', params],
  partitions: ['partitions'],
  partitionList: (params: object) => ['partitions', 'list', params],
  partition: (id: string) => ['partitions', 'one', id],
  hostRoutes: (params: object) => ['host-routes', params],
  platformHealth: ['platform-health'],
  settings: ['settings'],
  presets: ['presets'],
  metering: ['metering'],
  prices: ['metering', 'prices'],
  meteringReport: (...params: unknown[]) => ['metering', 'report', ...params],
  meteringSeries: (...params: unknown[]) => ['metering', 'series', ...params],
  logSources: (within: string) => ['runtime-log', within],
  roles: ['roles'],
  tokens: ['tokens'],
  logins: ['logins'],
  tokensOf: (id: string) => ['users', 'tokens', id],
  loginsOf: (id: string) => ['users', 'logins', id],
  user: (id: string) => ['users', 'one', id],
  users: ['users'],
  userList: (params: object) => ['users', 'list', params],
} satisfies Record<string, QueryKey | ((...args: never[]) => QueryKey)>;

const RETRIES = 2;
const CHANGE_REQUIRED = 'password.change_required';

/** An answer of the server is final; only a lost connection or a server that is just restarting is tried again. */
export function worthRetrying(failures: number, error: Error): boolean {
  const answered = error instanceof ApiError && error.status > 0 && error.status < 500;
  return !answered && failures < RETRIES;
}

export function createQueryClient(): QueryClient {
  // A session that ended is noticed wherever it shows first, and sends the user to the login page once.
  // So is a password that has to be changed before anything else, by asking again who is logged in.
  const noticeSession = (error: Error) => {
    if (!(error instanceof ApiError)) return;
    if (error.status === 401) client.setQueryData(keys.session, null);
    if (error.detail.code === CHANGE_REQUIRED) void client.invalidateQueries({ queryKey: keys.session });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeSession }),
    mutationCache: new MutationCache({ onError: noticeSession }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
  });
  return client;
}
