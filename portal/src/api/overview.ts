/** The first page, and what is under way. Both are answered from the platform's memory. */
import { useQuery } from '@tanstack/react-query';

import { applyFile } from './applications';
import { answer, api, type Schemas } from './client';
import { useLiveState } from './live';
import { keys } from './query';

export type Overview = Schemas['Overview'];
export type FailingService = Schemas['FailingService'];
export type CertificateTrouble = Schemas['CertificateTrouble'];
export type HostTrouble = Schemas['HostTrouble'];
export type PlatformPart = Schemas['PlatformPart'];
export type Capacity = Schemas['Capacity'];
export type Share = Schemas['Share'];
export type Brief = Schemas['Brief'];
export type Activity = Schemas['Activity'];
export type Activities = Schemas['Activities'];

// Events tell of applications at once (`live.ts`); hosts, drains and deletions are asked for.
const LIVE_MS = 15_000;
const BUSY_MS = 3_000;
const BROKEN_MS = 4_000;

/** Of one tenant only, if an administrator has one in view. */
export function useOverview(tenantId: string) {
  const broken = useLiveState() === 'broken';
  const query = tenantId ? { tenant_id: tenantId } : {};
  return useQuery({
    queryKey: [...keys.overview, query],
    queryFn: () => answer(api.GET('/api/v1/overview', { params: { query } })),
    refetchInterval: broken ? BROKEN_MS : LIVE_MS,
  });
}

/** What is under way, and how what was lately has ended; asked for more often while something is. */
export function useActivities(enabled: boolean) {
  const broken = useLiveState() === 'broken';
  return useQuery({
    queryKey: keys.activities,
    queryFn: () => answer(api.GET('/api/v1/activities')),
    enabled,
    refetchInterval: ({ state: { data } }) =>
      broken ? BROKEN_MS : data && data.running > 0 ? BUSY_MS : LIVE_MS,
  });
}

/** Make and publish the platform's example application; administrators say for which tenant. */
export async function publishExample(tenantId: string | undefined) {
  const query = tenantId === undefined ? {} : { tenant_id: tenantId };
  const file = await answer(api.GET('/api/v1/example', { params: { query } }));
  return applyFile({ body: { ...file, ...query }, publish: true });
}
