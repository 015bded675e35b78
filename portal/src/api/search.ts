/** One search over everything that the user may see. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type SearchGroup = Schemas['SearchGroup'];
export type SearchHit = Schemas['SearchHit'];
export type SearchKind = Schemas['SearchKind'];

/** What is found; nothing is asked for no text. The answer before stays until there is another. */
export function useSearch(q: string) {
  return useQuery({
    queryKey: keys.search(q),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/search', { params: { query: { q } }, signal })),
    placeholderData: keepPreviousData,
    enabled: q !== '',
  });
}
