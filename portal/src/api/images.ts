/** Images in registries: their names, their tags, and what one is exactly. Asked for a tenant, by its credentials. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Image = Schemas['ImageOut'];

/** Of very many tags; the search finds the others. */
const SHOWN_TAGS = 50;
/** The platform remembers answers for as long. */
const FRESH_MS = 60_000;

/** Names of images in a registry that contain `q`. */
export function useRepositories(tenant: string, registry: string, q: string) {
  const query = { registry, q, tenant_id: tenant };
  return useQuery({
    queryKey: keys.repositories(query),
    queryFn: () => answer(api.GET('/api/v1/images/repositories', { params: { query } })),
    placeholderData: keepPreviousData,
    enabled: registry !== '',
    staleTime: FRESH_MS,
    retry: false,
  });
}

/** Tags of an image that contain `q`, the newest first. */
export function useTags(tenant: string, image: string, q: string) {
  const query = { image, q, tenant_id: tenant, page: 1, page_size: SHOWN_TAGS };
  return useQuery({
    queryKey: keys.tags(query),
    queryFn: () => answer(api.GET('/api/v1/images/tags', { params: { query } })),
    enabled: image !== '',
    staleTime: FRESH_MS,
    retry: false,
  });
}

/** What an image is exactly; an error when that cannot be found out. */
export function useImage(tenant: string, image: string) {
  const query = { image, tenant_id: tenant };
  return useQuery({
    queryKey: keys.image(query),
    queryFn: () => answer(api.GET('/api/v1/images/resolve', { params: { query } })),
    enabled: image !== '',
    staleTime: FRESH_MS,
    retry: false,
  });
}
