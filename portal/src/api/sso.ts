/** Ways to log in besides a password of the platform's own. */
import { useQuery } from '@tanstack/react-query';

import { answer, api } from './client';
import { type ApiError, errorFrom } from './errors';
import { keys } from './query';

export function useSso() {
  return useQuery({ queryKey: keys.sso, queryFn: () => answer(api.GET('/api/v1/sso')), staleTime: Infinity });
}

/** Where a browser begins to log in by the provider, to come back to `target`. */
export function ssoAddress(target: string): string {
  return `/api/v1/sso/oidc/start?target=${encodeURIComponent(target)}`;
}

const REFUSAL = 'slipway_refusal';

/** Why the way back from the provider ended here, said once. The server leaves it in a cookie of this page. */
export function takeRefusal(): ApiError | null {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(`${REFUSAL}=`));
  if (!cookie) return null;
  document.cookie = `${REFUSAL}=; path=/login; max-age=0`;
  return errorFrom(403, decoded(cookie.slice(REFUSAL.length + 1).replace(/^"|"$/g, '')), '');
}

function decoded(value: string): unknown {
  try {
    const bytes = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))));
  } catch {
    return null;
  }
}
