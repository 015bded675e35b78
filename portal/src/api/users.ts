/** Accounts, for administrators. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { useListQuery, type ListQuery } from './list';
import { keys } from './query';

export type User = Schemas['UserOut'];
export type UserCreate = Schemas['UserCreate'];
export type UserPatch = Schemas['UserPatch'];
export type Role = User['role'];

export const TENANT_ROLES: readonly Role[] = ['tenant_admin', 'developer', 'viewer'];
export const PLATFORM_ROLES: readonly Role[] = ['platform_admin', 'platform_auditor'];

/** The role that an address names, if it is one. */
export const roleOf = (text: string | undefined) =>
  [...TENANT_ROLES, ...PLATFORM_ROLES].find((role) => role === text);

/** The roles that an account of this role can change to: nobody moves between a tenant and the platform. */
export const rolesLike = (role: Role) => (TENANT_ROLES.includes(role) ? TENANT_ROLES : PLATFORM_ROLES);

export function useUsers(query: ListQuery & { tenant_id?: string; role?: Role }) {
  return useListQuery(keys.userList(query), () => answer(api.GET('/api/v1/users', { params: { query } })));
}

export function useUser(id: string) {
  return useQuery({
    queryKey: keys.user(id),
    queryFn: () => answer(api.GET('/api/v1/users/{user_id}', { params: { path: { user_id: id } } })),
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

export function changeUser({ id, body }: { id: string; body: UserPatch }) {
  return answer(api.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: id } }, body }));
}

export function deleteUser(id: string) {
  return answer(api.DELETE('/api/v1/users/{user_id}', { params: { path: { user_id: id } } }));
}

/** Let an account log in again at once that failed logins have locked. */
export function unlockUser(id: string) {
  return answer(api.DELETE('/api/v1/users/{user_id}/lock', { params: { path: { user_id: id } } }));
}

const pathOf = (id: string) => ({ path: { user_id: id } });
/** Nobody may have more. */
const all = { page_size: 500 };

interface Owned {
  userId: string;
  id: string;
}

export function useLoginsOf(id: string) {
  return useQuery({
    queryKey: keys.loginsOf(id),
    queryFn: () =>
      answer(api.GET('/api/v1/users/{user_id}/sessions', { params: { ...pathOf(id), query: all } })),
  });
}

export function endLoginOf({ userId, id }: Owned) {
  const path = { user_id: userId, session_id: id };
  return answer(api.DELETE('/api/v1/users/{user_id}/sessions/{session_id}', { params: { path } }));
}

export function endLoginsOf(id: string) {
  return answer(api.DELETE('/api/v1/users/{user_id}/sessions', { params: pathOf(id) }));
}

export function useTokensOf(id: string) {
  return useQuery({
    queryKey: keys.tokensOf(id),
    queryFn: () =>
      answer(api.GET('/api/v1/users/{user_id}/tokens', { params: { ...pathOf(id), query: all } })),
  });
}

export function revokeTokenOf({ userId, id }: Owned) {
  const path = { user_id: userId, token_id: id };
  return answer(api.DELETE('/api/v1/users/{user_id}/tokens/{token_id}', { params: { path } }));
}

export function revokeTokensOf(id: string) {
  return answer(api.DELETE('/api/v1/users/{user_id}/tokens', { params: pathOf(id) }));
}
