/** How containers and hosts went over time, from the Prometheus that the platform knows. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { idOf, type Place } from './containers';
import { ApiError } from './errors';
import { keys } from './query';

export type Charts = Schemas['Charts'];
export type ChartOf = Schemas['Chart'];
export type Metric = ChartOf['metric'];
export type Unit = ChartOf['unit'];
export type Range = Charts['range'];

export const RANGES: readonly Range[] = ['1h', '6h', '1d', '7d', '30d'];

const NOT_SET = ['prometheus.not_set', 'prometheus.gateway_not_set'];

/** No Prometheus is set, or not what the gateway counts: nothing is broken, and asking again is of no use. */
export const isNotSet = (error: unknown) => error instanceof ApiError && NOT_SET.includes(error.detail.code);

const SHORT_MS = 15_000;
const LONG_MS = 60_000;
/** As often as there may be a new point; longer ranges are costlier and change less. */
const intervalOf = (range: Range) => (range === '1h' ? SHORT_MS : LONG_MS);

/** The client's types forget that a point has two parts. */
async function pairs(call: Parameters<typeof answer>[0]): Promise<Charts> {
  return (await answer(call)) as Charts;
}

function useCharts(subject: string, range: Range, ask: () => Promise<Charts>, enabled = true) {
  return useQuery({
    queryKey: keys.charts(subject, range),
    queryFn: ask,
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { error } }) => !isNotSet(error) && intervalOf(range),
  });
}

export function useContainerCharts({ tenant_id, pod, container }: Place, range: Range) {
  const path = { tenant_id, pod, container };
  return useCharts(`container ${idOf(path)}`, range, () =>
    pairs(
      api.GET('/api/v1/containers/{tenant_id}/{pod}/{container}/charts', {
        params: { path, query: { range } },
      }),
    ),
  );
}

/** All hosts together, or all containers of a tenant. */
export function useChartsTogether(tenantId: string | null, range: Range) {
  return useCharts(tenantId === null ? 'hosts' : `tenant ${tenantId}`, range, () =>
    pairs(
      tenantId === null
        ? api.GET('/api/v1/charts', { params: { query: { range } } })
        : api.GET('/api/v1/tenants/{tenant_id}/charts', {
            params: { path: { tenant_id: tenantId }, query: { range } },
          }),
    ),
  );
}

/** All replicas of a service together; nothing is asked without one. */
export function useServiceCharts(id: string | null, range: Range) {
  return useCharts(
    `service ${id}`,
    range,
    () =>
      pairs(
        api.GET('/api/v1/services/{service_id}/charts', {
          params: { path: { service_id: id ?? '' }, query: { range } },
        }),
      ),
    id !== null,
  );
}

export function useHostCharts(host: string, range: Range) {
  return useCharts(`host ${host}`, range, () =>
    pairs(api.GET('/api/v1/hosts/{host}/charts', { params: { path: { host }, query: { range } } })),
  );
}
