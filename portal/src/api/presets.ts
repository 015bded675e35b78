/** Quota presets: named quotas that tenants follow. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Preset = Schemas['PresetOut'];
export type PresetChanged = Schemas['PresetChanged'];
export type PresetCreate = Schemas['PresetCreate'];
export type Quota = Schemas['Quota'];

const MOST = 500;

export function usePresets() {
  return useQuery({
    queryKey: keys.presets,
    queryFn: () => answer(api.GET('/api/v1/quota-presets', { params: { query: { page_size: MOST } } })),
  });
}

export function createPreset(body: PresetCreate) {
  return answer(api.POST('/api/v1/quota-presets', { body }));
}

export function changePreset({ id, quota }: { id: string; quota: Quota }) {
  return answer(
    api.PATCH('/api/v1/quota-presets/{preset_id}', { params: { path: { preset_id: id } }, body: { quota } }),
  );
}

export function deletePreset(id: string) {
  return answer(api.DELETE('/api/v1/quota-presets/{preset_id}', { params: { path: { preset_id: id } } }));
}
