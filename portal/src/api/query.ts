/** The query cache: the only place where server state lives. */
import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';

import { ApiError } from './errors';

export const keys = {
  session: ['session'],
  platform: ['platform'],
  applications: ['applications'],
  applicationList: (params: object) => ['applications', 'list', params],
  application: (id: string) => ['applications', 'one', id],
  service: (id: string) => ['services', id],
  revisions: (id: string) => ['services', id, 'revisions'],
  variables: (id: string) => ['services', id, 'variables'],
  containers: (id: string) => ['services', id, 'containers'],
  tenants: ['tenants'],
  tenantList: (params: object) => ['tenants', 'list', params],
  tenantUsage: (id: string) => ['tenants', 'usage', id],
  tenant: (id: string) => ['tenants', 'one', id],
  operations: (params: object) => ['operations', 'list', params],
  operation: (id: string) => ['operations', 'one', id],
  presets: ['presets'],
  meteringReport: (...params: unknown[]) => ['metering', 'report', ...params],
  meteringSeries: (...params: unknown[]) => ['metering', 'series', ...params],
  logSources: (within: string) => ['runtime-log', within],
  tokens: ['tokens'],
  logins: ['logins'],
  user: (id: string) => ['users', 'one', id],
  users: ['users'],
  userList: (params: object) => ['users', 'list', params],
} satisfies Record<string, QueryKey | ((...args: never[]) => QueryKey)>;

const RETRIES = 2;

/** An answer of the server is final; only a lost connection or a server that is just restarting is tried again. */
export function worthRetrying(failures: number, error: Error): boolean {
  const answered = error instanceof ApiError && error.status > 0 && error.status < 500;
  return !answered && failures < RETRIES;
}

export function createQueryClient(): QueryClient {
  // A session that ended is noticed wherever it shows first, and sends the user to the login page once.
  const endSession = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) client.setQueryData(keys.session, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: endSession }),
    mutationCache: new MutationCache({ onError: endSession }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
  });
  return client;
}
