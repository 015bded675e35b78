/** The public's requests, as the cluster's gateway counts them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { ApiError } from './errors';
import { keys } from './query';

export type ServiceTraffic = Schemas['ServiceTraffic'];

/** As often as the metrics are taken. */
const INTERVAL_MS = 15_000;

/** Something has to be set before there is anything to show: asking again is of no use. */
const isUnset = (error: unknown) => error instanceof ApiError && error.status === 409;

export function useTraffic(application: string, enabled: boolean) {
  return useQuery({
    queryKey: keys.traffic(application),
    queryFn: () =>
      answer(
        api.GET('/api/v1/applications/{application_id}/traffic', {
          params: { path: { application_id: application } },
        }),
      ),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { error } }) => !isUnset(error) && INTERVAL_MS,
  });
}
