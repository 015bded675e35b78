/** Who may do what, as the platform itself decides it. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Roles = Schemas['Roles'];
export type PermittedAction = Roles['actions'][number];

export function useRoles() {
  return useQuery({
    queryKey: keys.roles,
    queryFn: () => answer(api.GET('/api/v1/roles')),
    staleTime: Infinity,
  });
}
