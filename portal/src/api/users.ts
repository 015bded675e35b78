/** Accounts, for administrators. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';
import type { ListQuery } from './tenants';

export type User = Schemas['UserOut'];
export type UserCreate = Schemas['UserCreate'];
export type Role = User['role'];

export function useUsers(query: ListQuery) {
  return useQuery({
    queryKey: keys.userList(query),
    queryFn: () => answer(api.GET('/api/v1/users', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function createUser(body: UserCreate) {
  return answer(api.POST('/api/v1/users', { body }));
}

export function setUserDisabled({ id, disabled }: { id: string; disabled: boolean }) {
  return answer(
    api.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: id } }, body: { disabled } }),
  );
}
