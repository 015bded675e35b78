/** The platform itself: its version, and whether the engine can be reached. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type PlatformHealth = Schemas['PlatformHealth'];
export type Setting = Schemas['SettingOut'];
export type Watch = Schemas['WatchOut'];

const EVERY_MS = 15_000;
const HEALTH_MS = 3_000;

export function usePlatform() {
  return useQuery({
    queryKey: keys.platform,
    queryFn: () => answer(api.GET('/api/v1/platform')),
    refetchInterval: EVERY_MS,
  });
}

/** How well the process that answers knows the cluster. */
export function usePlatformHealth() {
  return useQuery({
    queryKey: keys.platformHealth,
    queryFn: () => answer(api.GET('/api/v1/platform/health')),
    refetchInterval: HEALTH_MS,
  });
}

/** What the process that answers was set to. */
export function useSettings() {
  return useQuery({
    queryKey: keys.settings,
    queryFn: () => answer(api.GET('/api/v1/settings')),
  });
}
