/** Accounts within a managed service, and the applications that are connected to it by them. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useRefreshInterval } from './live';
import { keys } from './query';

export type Account = Schemas['ManagedAccountOut'];
export type AccountCreate = Schemas['ManagedAccountCreate'];
export type AccountPatch = Schemas['ManagedAccountPatch'];
export type AccountState = Schemas['ManagedAccountState'];
export type Rights = Account['access'];
export type Connection = Schemas['ConnectionOut'];
export type ConnectionCreate = Schemas['ConnectionCreate'];

export const RIGHTS = ['read_write', 'read_only'] as const satisfies Rights[];
/** What stands for a password that the platform makes. */
export const MADE = 'new';

const ACCOUNTS = '/api/v1/managed-services/{managed_id}/accounts';
const ACCOUNT = `${ACCOUNTS}/{managed_account_id}` as const;
const CONNECTIONS = '/api/v1/managed-services/{managed_id}/connections';
/** How often accounts are looked at that the database does not have yet, or still has. */
const MOTION_MS = 1_500;

/** Which account of which managed service. */
export interface Place {
  managed: string;
  account: string;
}
const service = (id: string) => ({ path: { managed_id: id } });
const account = ({ managed, account: id }: Place) => ({
  path: { managed_id: managed, managed_account_id: id },
});

export function useAccounts(managed: string) {
  const quiet = useRefreshInterval();
  return useQuery({
    queryKey: keys.managedAccounts(managed),
    queryFn: () => answer(api.GET(ACCOUNTS, { params: service(managed) })),
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state !== 'applied') ? MOTION_MS : quiet,
  });
}

export function createAccount(managed: string, body: AccountCreate) {
  return answer(api.POST(ACCOUNTS, { params: service(managed), body }));
}

/** The database has it a moment later, and then the applications that use the account. */
export function changeAccount(place: Place, body: AccountPatch) {
  return answer(api.PATCH(ACCOUNT, { params: account(place), body }));
}

export function deleteAccount(place: Place) {
  return answer(api.DELETE(ACCOUNT, { params: account(place) }));
}

/** How to get in with it. Each time that it is asked for stands in the operation log. */
export function lookAtAccount(place: Place) {
  return answer(api.GET(`${ACCOUNT}/access`, { params: account(place) }));
}

export function useConnections(managed: string) {
  return useQuery({
    queryKey: keys.managedConnections(managed),
    queryFn: () => answer(api.GET(CONNECTIONS, { params: service(managed) })),
    refetchInterval: useRefreshInterval(),
  });
}

export function connectApplication(managed: string, body: ConnectionCreate) {
  return answer(api.POST(CONNECTIONS, { params: service(managed), body }));
}

/** With `release`, services that use the set go on without it: a new revision of each. */
export function disconnectApplication(managed: string, application: string, release: boolean) {
  const params = { path: { managed_id: managed, application_id: application }, query: { release } };
  return answer(api.DELETE(`${CONNECTIONS}/{application_id}`, { params }));
}
