/** Compose files: what becomes of one, and what of it is lost. Nothing is saved by asking. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { previewApply, type ApplicationCreate } from './applications';
import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type ConvertRequest = Schemas['ConvertRequest'];
export type Converted = Schemas['Converted'];
export type Note = Schemas['Note'];
export type ComposeService = Schemas['ServiceFile'];

/** What becomes of a file, asked again whenever the file or what it is asked with changes. */
export function useConversion(request: ConvertRequest | null) {
  return useQuery({
    queryKey: keys.conversion(request),
    queryFn: () => answer(api.POST('/api/v1/compose/convert', { body: request ?? { content: '' } })),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** What would change if it were applied now: whether it is new, and what stands in the way. */
export function useTrial(body: ApplicationCreate | null) {
  return useQuery({
    queryKey: keys.trial(body),
    queryFn: () => previewApply(body ?? { name: '' }),
    enabled: body !== null,
    staleTime: 0,
    gcTime: 0,
  });
}
