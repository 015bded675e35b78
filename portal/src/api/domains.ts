/** Own domains: host names that tenants bring, proved by a record in DNS. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type OwnDomain = Schemas['DomainOut'];
export type DomainState = Schemas['DomainState'];
export type DomainClaim = Schemas['DomainClaim'];

const LIST_MS = 10_000;

export interface DomainQuery {
  q?: string;
  page: number;
  page_size: number;
  sort: string;
  tenant_id?: string;
}

export function useDomains(query: DomainQuery) {
  return useQuery({
    queryKey: keys.domainList(query),
    queryFn: () => answer(api.GET('/api/v1/domains', { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_MS,
  });
}

export function claimDomain(body: DomainClaim) {
  return answer(api.POST('/api/v1/domains', { body }));
}

const path = (id: string) => ({ params: { path: { domain_id: id } } });

export function verifyDomain({ id }: OwnDomain) {
  return answer(api.POST('/api/v1/domains/{domain_id}/verify', path(id)));
}

export function leadDomain(id: string, serviceId: string | null) {
  return answer(api.PATCH('/api/v1/domains/{domain_id}', { ...path(id), body: { service_id: serviceId } }));
}

export async function removeDomain({ id }: OwnDomain) {
  await answer(api.DELETE('/api/v1/domains/{domain_id}', path(id)));
}
