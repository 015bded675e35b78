/** One's own account: password, API tokens, browser sessions. */
import { useQuery } from '@tanstack/react-query';

import { answer, api, type Schemas } from './client';
import { keys } from './query';

export type Token = Schemas['TokenOut'];
export type TokenCreate = Schemas['TokenCreate'];
export type TokenCreated = Schemas['TokenCreated'];
export type Login = Schemas['LoginOut'];

/** Nobody may have more. */
const MOST = 500;
const all = { params: { query: { page_size: MOST } } };

export function setPassword({ id, ...body }: { id: string } & Schemas['PasswordChange']) {
  return answer(api.PUT('/api/v1/users/{user_id}/password', { params: { path: { user_id: id } }, body }));
}

export function useTokens() {
  return useQuery({ queryKey: keys.tokens, queryFn: () => answer(api.GET('/api/v1/tokens', all)) });
}

export function createToken(body: TokenCreate) {
  return answer(api.POST('/api/v1/tokens', { body }));
}

export function revokeToken({ id }: Token) {
  return answer(api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: id } } }));
}

export function useLogins() {
  return useQuery({ queryKey: keys.logins, queryFn: () => answer(api.GET('/api/v1/me/sessions', all)) });
}

export function endLogin({ id }: Login) {
  return answer(api.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: id } } }));
}

export function endOtherLogins() {
  return answer(api.DELETE('/api/v1/me/sessions'));
}
