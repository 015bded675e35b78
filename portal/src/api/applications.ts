/** Applications: read, create, apply a file, publish, unpublish, delete. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { useRefreshInterval } from './live';
import { keys } from './query';

export type Application = Schemas['ApplicationOut'];
export type ApplicationStatus = Schemas['ApplicationStatus'];
export type ApplicationCreate = Schemas['ApplicationCreate'];
export type ApplicationPage = Schemas['Page_ApplicationOut_'];
export type ApplyResult = Schemas['ApplyResult'];
export type Change = Schemas['Change'];
export type State = Schemas['State'];

export interface ApplicationQuery extends ListQuery {
  sort: string;
  tenant_id?: string;
}

export const applicationsQuery = (query: ApplicationQuery) => ({
  queryKey: keys.applicationList(query),
  queryFn: () => answer(api.GET('/api/v1/applications', { params: { query } })),
});

export function useApplications(query: ApplicationQuery) {
  const { queryKey, queryFn } = applicationsQuery(query);
  return useListQuery(queryKey, queryFn, { refetchInterval: useRefreshInterval() });
}

export function useApplication(id: string) {
  return useQuery({
    queryKey: keys.application(id),
    queryFn: () =>
      answer(api.GET('/api/v1/applications/{application_id}', { params: { path: { application_id: id } } })),
    refetchInterval: useRefreshInterval(),
  });
}

export function createApplication(body: ApplicationCreate) {
  return answer(api.POST('/api/v1/applications', { body }));
}

/** The differences that a file would make; nothing is changed. */
export function previewApply(body: ApplicationCreate) {
  return answer(api.POST('/api/v1/applications/apply', { body, params: { query: { dry_run: true } } }));
}

export function applyFile({ body, publish }: { body: ApplicationCreate; publish: boolean }) {
  return answer(api.POST('/api/v1/applications/apply', { body, params: { query: { publish } } }));
}

/** Where the declarative file of an application is; values that one may not see are masked in it. */
export const fileAddress = (id: string) => `/api/v1/applications/${id}/file`;

const path = (id: string) => ({ params: { path: { application_id: id } } });

export function publishApplication(id: string) {
  return answer(api.POST('/api/v1/applications/{application_id}/publish', path(id)));
}

export function unpublishApplication(id: string) {
  return answer(api.POST('/api/v1/applications/{application_id}/unpublish', path(id)));
}

/** Replaces the containers of all published services, wave by wave. */
export function restartApplication(id: string) {
  return answer(api.POST('/api/v1/applications/{application_id}/restart', path(id)));
}

/** What waits for its turn does not restart. */
export function endRestart(id: string) {
  return answer(api.DELETE('/api/v1/applications/{application_id}/restart', path(id)));
}

/** Volumes stay, as used by nobody, unless they are to be deleted, too. */
export function deleteApplication({ id, volumes }: { id: string; volumes: boolean }) {
  const params = { ...path(id).params, query: { delete_volumes: volumes } };
  return answer(api.DELETE('/api/v1/applications/{application_id}', { params }));
}

export type Clone = Schemas['Clone'];
export type CloneResult = Schemas['CloneResult'];

const cloned = (id: string, body: Clone, query: { dry_run?: boolean; publish?: boolean }) =>
  answer(
    api.POST('/api/v1/applications/{application_id}/clone', {
      params: { path: { application_id: id }, query },
      body,
    }),
  );

/** What a copy would be. Nothing is asked without a name for it. */
export function useClonePreview(id: string, body: Clone) {
  return useQuery({
    queryKey: keys.clonePreview(id, body),
    queryFn: () => cloned(id, body, { dry_run: true }),
    enabled: body.name !== '',
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

export function cloneApplication(id: string, body: Clone, publish: boolean) {
  return cloned(id, body, { publish });
}
