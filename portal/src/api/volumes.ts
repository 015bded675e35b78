/** Volumes: what services keep in the cluster's storage, whether or not anything uses it still. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Volume = Schemas['VolumeRow'];
export type VolumeState = Schemas['VolumeState'];

export const STATES = ['pending', 'bound', 'growing', 'lost', 'deleting'] as const satisfies VolumeState[];

const LIST_MS = 10_000;
const ALL = 500;

export interface VolumeQuery extends ListQuery {
  sort: string;
  tenant?: string;
  application?: string;
  service?: string;
  state?: VolumeState;
  used?: boolean;
}

export function useVolumes(query: VolumeQuery) {
  return useListQuery(
    keys.volumeList(query),
    () => answer(api.GET('/api/v1/volumes', { params: { query: { ...query } } })),
    { refetchInterval: LIST_MS },
  );
}

/** The volumes of an application, or of one of its services. */
export function useVolumesOf(of: { tenant: string; application?: string; service?: string }) {
  const query = { page: 1, page_size: ALL, sort: 'name', ...of };
  return useQuery({
    queryKey: keys.volumeList(query),
    queryFn: () => answer(api.GET('/api/v1/volumes', { params: { query } })),
  });
}

/** What volumes can be made of. */
export function useStorageClasses() {
  return useQuery({
    queryKey: keys.storageClasses,
    queryFn: () => answer(api.GET('/api/v1/storage-classes')),
  });
}

const path = ({ tenant_id: tenant, name }: Volume) => ({
  params: { path: { tenant_id: tenant, volume: name } },
});

export function growVolume(volume: Volume, size: string) {
  return answer(api.PATCH('/api/v1/volumes/{tenant_id}/{volume}', { ...path(volume), body: { size } }));
}

export function deleteVolume(volume: Volume) {
  return answer(api.DELETE('/api/v1/volumes/{tenant_id}/{volume}', path(volume)));
}
