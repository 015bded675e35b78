/** Openings: services that tenants open to each other. */
import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type Opening = Schemas['OpeningOut'];
export type OpeningState = Schemas['OpeningState'];
export type OpeningOffer = Schemas['OpeningOffer'];

export const DIRECTIONS = ['given', 'received'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const STATES = ['offered', 'accepted', 'refused', 'withdrawn'] as const satisfies OpeningState[];

const LIST_MS = 10_000;

export interface OpeningQuery extends ListQuery {
  sort: string;
  direction?: Direction;
  state?: OpeningState;
  tenant_id?: string;
}

export function useOpenings(query: OpeningQuery) {
  return useListQuery(
    keys.openingList(query),
    () => answer(api.GET('/api/v1/openings', { params: { query } })),
    { refetchInterval: LIST_MS },
  );
}

export function offerOpening(body: OpeningOffer) {
  return answer(api.POST('/api/v1/openings', { body }));
}

const path = (id: string) => ({ params: { path: { opening_id: id } } });

export function acceptOpening({ id }: Opening) {
  return answer(api.POST('/api/v1/openings/{opening_id}/accept', path(id)));
}

export function refuseOpening({ id }: Opening) {
  return answer(api.POST('/api/v1/openings/{opening_id}/refuse', path(id)));
}

export function withdrawOpening({ id }: Opening) {
  return answer(api.POST('/api/v1/openings/{opening_id}/withdraw', path(id)));
}
