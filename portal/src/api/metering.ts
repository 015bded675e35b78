/** Who used what for how long. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Report = Schemas['Report'];
export type UsageRow = Schemas['UsageRow'];
export type UsageTotal = Schemas['UsageTotal'];
export type Price = Schemas['PriceOut'];
export type PricesIn = Schemas['PricesIn'];
export type Point = Schemas['Point'];

export const METERING_FILTERS = [
  'since',
  'until',
  'resource',
  'tenant_id',
  'application_id',
  'registry_id',
] as const;
export type MeteringFilters = Partial<Record<(typeof METERING_FILTERS)[number], string>>;
export type Grouping = 'tenant' | 'application' | 'service' | 'registry' | 'resource' | 'size';
export type Step = 'day' | 'hour';

export function useReport(filters: MeteringFilters, groups: Grouping[]) {
  return useQuery({
    queryKey: keys.meteringReport(filters, groups),
    queryFn: () =>
      answer(api.GET('/api/v1/metering/report', { params: { query: { ...filters, group_by: groups } } })),
    placeholderData: keepPreviousData,
  });
}

export function useSeries(filters: MeteringFilters, step: Step) {
  return useQuery({
    queryKey: keys.meteringSeries(filters, step),
    queryFn: () => answer(api.GET('/api/v1/metering/series', { params: { query: { ...filters, step } } })),
    placeholderData: keepPreviousData,
  });
}

export function usePrices() {
  return useQuery({ queryKey: keys.prices, queryFn: () => answer(api.GET('/api/v1/metering/prices')) });
}

export function replacePrices(body: PricesIn) {
  return answer(api.PUT('/api/v1/metering/prices', { body }));
}

export function reportFileAddress(filters: MeteringFilters, groups: Grouping[]): string {
  const query = new URLSearchParams(filters);
  groups.forEach((group) => query.append('group_by', group));
  query.append('total', 'true');
  return `/api/v1/metering/export?${query.toString()}`;
}
