/** Hosts from the cloud: accounts at providers, and the machines that are ordered with them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type CloudAccount = Schemas['AccountOut'];
export type CloudAccountCreate = Schemas['AccountCreate'];
export type CloudCredentials = Schemas['CloudCredentials'];
export type CloudMachine = Schemas['MachineOut'];
export type CloudMachineCreate = Schemas['MachineCreate'];
export type CloudMachineState = CloudMachine['state'];
export type CloudVm = Schemas['VmOut'];
export type CloudForgotten = Schemas['ForgottenOut'];
export type CloudProvider = CloudAccountCreate['provider'];

export const CLOUD_PROVIDERS: readonly CloudProvider[] = ['ec2', 'azure'];

export const CLOUD_MACHINE_STATES: readonly CloudMachineState[] = [
  'creating',
  'booting',
  'joined',
  'failed',
  'gone',
  'draining',
  'deleting',
];

const UNDER_WAY: readonly CloudMachineState[] = ['creating', 'booting', 'draining', 'deleting'];

/** Whether it changes by itself before long. */
export const isOnItsWay = ({ state }: CloudMachine) => UNDER_WAY.includes(state);

const MOST = 500;
const UNDER_WAY_MS = 3_000;

interface MachineQuery extends ListQuery {
  state?: CloudMachineState;
  account_id?: string;
  sort?: string;
}

/** Asked for again and again only while one of them is on its way. */
export function useCloudMachines(query: MachineQuery) {
  return useListQuery(
    keys.cloudMachineList(query),
    () => answer(api.GET('/api/v1/cloud/machines', { params: { query } })),
    { refetchInterval: ({ state: { data } }) => (data?.items.some(isOnItsWay) ? UNDER_WAY_MS : false) },
  );
}

/** The accounts with their machines; asked for again when the number of machines, as the page knows it, changes. */
export function useCloudAccounts(machines: number | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (machines !== undefined) void client.invalidateQueries({ queryKey: keys.cloudAccounts });
  }, [client, machines]);
  return useQuery({
    queryKey: keys.cloudAccounts,
    queryFn: () =>
      answer(
        api.GET('/api/v1/cloud/accounts', { params: { query: { page: 1, page_size: MOST, sort: 'name' } } }),
      ),
  });
}

const pathOf = (id: string) => ({ path: { account_id: id } });

/** What of ours exists at the provider now. It is the provider that is asked, so never more often than somebody looks. */
export function useCloudVms(accountId: string) {
  return useQuery({
    queryKey: keys.cloudVms(accountId),
    queryFn: () =>
      answer(api.GET('/api/v1/cloud/accounts/{account_id}/machines', { params: pathOf(accountId) })),
    staleTime: 0,
  });
}

export function addCloudAccount(body: CloudAccountCreate) {
  return answer(api.POST('/api/v1/cloud/accounts', { body }));
}

export function changeCloudCredentials({ id, credentials }: { id: string; credentials: CloudCredentials }) {
  return answer(
    api.PATCH('/api/v1/cloud/accounts/{account_id}', { params: pathOf(id), body: { credentials } }),
  );
}

export function removeCloudAccount(id: string) {
  return answer(api.DELETE('/api/v1/cloud/accounts/{account_id}', { params: pathOf(id) }));
}

/** Forgets an account and its machines; nothing is ended at the provider. */
export function forgetCloudAccount({ id, name }: { id: string; name: string }) {
  const params = pathOf(id);
  return answer(api.POST('/api/v1/cloud/accounts/{account_id}/forget', { params, body: { confirm: name } }));
}

/** Forgets a machine; it is not ended at the provider. */
export function forgetCloudMachine({ id, name }: { id: string; name: string }) {
  const params = { path: { machine_id: id } };
  return answer(api.POST('/api/v1/cloud/machines/{machine_id}/forget', { params, body: { confirm: name } }));
}

export function orderCloudMachines(body: CloudMachineCreate) {
  return answer(api.POST('/api/v1/cloud/machines', { body }));
}

/** Ends a machine: empties its host first, or loses its pods by `force`. */
export function deleteCloudMachine({ id, force }: { id: string; force: boolean }) {
  const params = { path: { machine_id: id }, query: { drain: !force, force } };
  return answer(api.DELETE('/api/v1/cloud/machines/{machine_id}', { params }));
}
