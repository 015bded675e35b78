/** Partitions: named groups of hosts that are kept for the tenants that they are granted to. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Partition = Schemas['PartitionOut'];
export type PartitionCreate = Schemas['PartitionCreate'];
export type PartitionPatch = Schemas['PartitionPatch'];

/** The label by which the cluster knows a partition's hosts; its value is the partition's id. */
export const PARTITION_LABEL = 'slipway.io/partition';

const MOST = 500;
const LIST_MS = 10_000;

export function usePartitions(
  query: ListQuery & { sort?: string } = { page: 1, page_size: MOST },
  enabled = true,
) {
  return useListQuery(
    keys.partitionList(query),
    () => answer(api.GET('/api/v1/partitions', { params: { query } })),
    { refetchInterval: LIST_MS, enabled },
  );
}

export function usePartition(id: string) {
  return useQuery({
    queryKey: keys.partition(id),
    queryFn: () =>
      answer(api.GET('/api/v1/partitions/{partition_id}', { params: { path: { partition_id: id } } })),
    refetchInterval: LIST_MS,
  });
}

export function createPartition(body: PartitionCreate) {
  return answer(api.POST('/api/v1/partitions', { body }));
}

export function changePartition({ id, body }: { id: string; body: PartitionPatch }) {
  const params = { path: { partition_id: id } };
  return answer(api.PATCH('/api/v1/partitions/{partition_id}', { params, body }));
}

export function deletePartition(id: string) {
  return answer(api.DELETE('/api/v1/partitions/{partition_id}', { params: { path: { partition_id: id } } }));
}

interface Assignment {
  id: string;
  host: string;
}

export function assignHost({ id, host }: Assignment) {
  const params = { path: { partition_id: id, host } };
  return answer(api.PUT('/api/v1/partitions/{partition_id}/hosts/{host}', { params }));
}

export function unassignHost({ id, host }: Assignment) {
  const params = { path: { partition_id: id, host } };
  return answer(api.DELETE('/api/v1/partitions/{partition_id}/hosts/{host}', { params }));
}

interface Grant {
  id: string;
  tenantId: string;
}

export function grantPartition({ id, tenantId }: Grant) {
  const params = { path: { partition_id: id, tenant_id: tenantId } };
  return answer(api.PUT('/api/v1/partitions/{partition_id}/tenants/{tenant_id}', { params }));
}

export function revokePartition({ id, tenantId }: Grant) {
  const params = { path: { partition_id: id, tenant_id: tenantId } };
  return answer(api.DELETE('/api/v1/partitions/{partition_id}/tenants/{tenant_id}', { params }));
}
