/** Configuration sets of an application: plain and secret values, their versions, and what a change would do. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { ApiError } from './errors';
import { keys } from './query';

export type ConfigurationSet = Schemas['SetOut'];
export type SetDetail = Schemas['SetDetail'];
export type SetCreate = Schemas['SetCreate'];
export type SetKind = Schemas['SetKind'];
export type SetChanged = Schemas['SetChanged'];
export type SetVersion = Schemas['VersionOut'];
export type EntryChange = Schemas['EntryChange'];
/** A text, or what is none in base64. */
export type Entry = string | Schemas['Binary'];
/** What changes of a set's entries; null removes one. */
export type Patch = Record<string, Entry | null>;

export const KINDS = ['config', 'secret'] as const satisfies SetKind[];

/** Which set of which application. */
export interface Place {
  application: string;
  name: string;
}

const ALL = '/api/v1/applications/{application_id}/configuration';
const ONE = '/api/v1/applications/{application_id}/configuration/{set_name}';
const path = ({ application, name }: Place) => ({
  path: { application_id: application, set_name: name },
});

export function useSets(application: string) {
  return useQuery({
    queryKey: keys.configuration(application),
    queryFn: () => answer(api.GET(ALL, { params: { path: { application_id: application } } })),
  });
}

export function useSet(place: Place) {
  return useQuery({
    queryKey: keys.configurationSet(place.application, place.name),
    queryFn: () => answer(api.GET(ONE, { params: path(place) })),
  });
}

export function useVersions(place: Place) {
  return useQuery({
    queryKey: keys.configurationVersions(place.application, place.name),
    queryFn: () => answer(api.GET(`${ONE}/versions`, { params: path(place) })),
  });
}

/** What differs between two versions; nothing is asked for while they are the same. */
export function useChanges(place: Place, from: number, to: number) {
  return useQuery({
    queryKey: keys.configurationChanges(place.application, place.name, from, to),
    queryFn: () =>
      answer(
        api.GET(`${ONE}/versions/{number}/changes`, {
          params: { path: { ...path(place).path, number: from }, query: { to } },
        }),
      ),
    enabled: from !== to,
  });
}

export function createSet(application: string, body: SetCreate) {
  return answer(api.POST(ALL, { params: { path: { application_id: application } }, body }));
}

/** What shall become of a set: other entries, or those of an earlier version. */
export type Wanted = { entries: Patch; version: number } | { restore: number };

/** Change a set, or with `dryRun` only tell what would change and which services would restart. */
export function changeSet(place: Place, wanted: Wanted, { note = '', dryRun = false } = {}) {
  const params = { ...path(place), query: { dry_run: dryRun } };
  if ('restore' in wanted)
    return answer(api.POST(`${ONE}/restore`, { params, body: { version: wanted.restore } }));
  return answer(api.PATCH(ONE, { params, body: { ...wanted, note } }));
}

/** The answer to a dry run. It may hold values that the user should not keep, so it is forgotten when it is closed. */
export function useTrial(place: Place, wanted: Wanted, ask: () => Promise<SetChanged>) {
  return useQuery({
    queryKey: keys.configurationTrial(place.application, place.name, wanted),
    queryFn: ask,
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function deleteSet(place: Place) {
  return answer(api.DELETE(ONE, { params: path(place) }));
}

/** Whether somebody else was faster: what was sent was meant for an earlier version. */
export const isStale = (thrown: unknown) =>
  thrown instanceof ApiError && thrown.detail.code === 'configuration.changed_meanwhile';
