/** Own domains: host names that tenants bring, proved by a record in DNS. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type OwnDomain = Schemas['DomainOut'];
export type DomainState = Schemas['DomainState'];
export type Certificate = Schemas['CertificateOut'];
export type CertificateUpload = Schemas['CertificateUpload'];
export type CertificateState = Schemas['CertificateState'];
export type DomainClaim = Schemas['DomainClaim'];

const LIST_MS = 10_000;
const ALL = 200;
/** What the API takes as a name; anything else is refused where it is entered. */
const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

export interface DomainQuery extends ListQuery {
  sort: string;
  tenant_id?: string;
  service_id?: string;
}

export function useDomains(query: DomainQuery) {
  return useListQuery(
    keys.domainList(query),
    () => answer(api.GET('/api/v1/domains', { params: { query } })),
    { refetchInterval: LIST_MS },
  );
}

/** The own domains that lead to a service. */
export function useDomainsOf(serviceId: string) {
  return useDomains({ service_id: serviceId, page: 1, page_size: ALL, sort: 'host' });
}

/** Whether a name below the platform's domain is free, or `serviceId`'s own; not asked for no name. */
export function useAvailability(name: string, serviceId: string | null) {
  return useQuery({
    queryKey: keys.availability(name, serviceId),
    queryFn: () =>
      answer(
        api.GET('/api/v1/domains/availability', {
          params: { query: { name, ...(serviceId && { service_id: serviceId }) } },
        }),
      ),
    enabled: NAME.test(name),
    retry: false,
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

export function redirectDomain(id: string, redirect: boolean) {
  return answer(api.PATCH('/api/v1/domains/{domain_id}', { ...path(id), body: { redirect } }));
}

export async function removeDomain({ id }: OwnDomain) {
  await answer(api.DELETE('/api/v1/domains/{domain_id}', path(id)));
}

export function setCertificate(id: string, body: CertificateUpload) {
  return answer(api.PUT('/api/v1/domains/{domain_id}/certificate', { ...path(id), body }));
}

export function automateCertificate(id: string) {
  return answer(api.PUT('/api/v1/domains/{domain_id}/certificate/automatic', path(id)));
}

export async function keepCertificate(id: string) {
  await answer(api.DELETE('/api/v1/domains/{domain_id}/certificate/automatic', path(id)));
}

export async function removeCertificate({ id }: OwnDomain) {
  await answer(api.DELETE('/api/v1/domains/{domain_id}/certificate', path(id)));
}
