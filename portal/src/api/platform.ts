/** The platform itself: its version, and whether the engine can be reached. */
import { useQuery } from '@tanstack/react-query';

import { answer, api } from './client';
import { keys } from './query';

const EVERY_MS = 15_000;

export function usePlatform() {
  return useQuery({
    queryKey: keys.platform,
    queryFn: () => answer(api.GET('/api/v1/platform')),
    refetchInterval: EVERY_MS,
  });
}
