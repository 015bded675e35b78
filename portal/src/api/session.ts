/** Who is logged in, and what they may do. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';

import { answer, api, type Schemas } from './client';
import { forgetEarly } from './early';
import { ApiError } from './errors';
import { keys } from './query';

export type Session = Schemas['SessionOut'];
export type Action =
  | 'tenant.read'
  | 'tenant.manage'
  | 'user.read'
  | 'user.manage'
  | 'application.read'
  | 'application.secrets'
  | 'application.create'
  | 'application.write'
  | 'application.publish'
  | 'application.upgrade'
  | 'container.read'
  | 'host.read'
  | 'host.manage'
  | 'cloud.read'
  | 'cloud.manage'
  | 'partition.read'
  | 'partition.manage'
  | 'route.read'
  | 'platform.read'
  | 'container.exec'
  | 'container.restart'
  | 'container.delete'
  | 'container.download'
  | 'container.upload'
  | 'opening.read'
  | 'opening.manage'
  | 'offering.read'
  | 'offering.manage'
  | 'managed.read'
  | 'managed.manage'
  | 'volume.read'
  | 'volume.manage'
  | 'domain.read'
  | 'domain.manage'
  | 'registry.read'
  | 'registry.manage'
  | 'registry.meter'
  | 'operation.read'
  | 'operation.verify'
  | 'runtime_log.read'
  | 'metering.read'
  | 'metering.price';

async function currentSession(): Promise<Session | null> {
  try {
    return await answer(api.GET('/api/v1/session'));
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 401) return null;
    throw thrown;
  }
}

export const sessionQuery = { queryKey: keys.session, queryFn: currentSession, staleTime: Infinity };

export function useSession() {
  return useQuery(sessionQuery);
}

/** What is not done in a part of the portal, whoever looks: what is kept by something else is changed there. */
export const Withheld = createContext<readonly Action[]>([]);

/** Ask `may('application.publish')` before showing an action; the server decides again in any case. */
export function useMay(): (action: Action) => boolean {
  const { data } = useSession();
  const withheld = use(Withheld);
  return (action) => !withheld.includes(action) && (data?.actions.includes(action) ?? false);
}

/** Whether the user belongs to the platform and so sees all tenants. */
export function useOfPlatform(): boolean {
  const { data } = useSession();
  return data?.user.tenant_id === null;
}

/** Whether somebody else has set the password: nothing else is allowed until it is replaced. */
export function mustChangePassword({ user }: Session): boolean {
  return user.must_change_password;
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['Login']) => answer(api.POST('/api/v1/session', { body })),
    onSuccess: (session) => {
      forgetEarly();
      client.setQueryData(keys.session, session);
    },
  });
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/session')),
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      client.setQueryData(keys.session, null);
    },
  });
}
