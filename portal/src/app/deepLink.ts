/** How the wanted address survives the login page. */

interface Place {
  pathname: string;
  search: string;
  hash: string;
}

export function loginAddress({ pathname, search, hash }: Place): string {
  const wanted = pathname + search + hash;
  return wanted === '/' ? '/login' : `/login?next=${encodeURIComponent(wanted)}`;
}

/** The wanted address, if it is one of ours: a link must not lead to somebody else's site through our login. */
export function wantedAddress(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  const target = URL.canParse(next, window.location.origin) ? new URL(next, window.location.origin) : null;
  if (target?.origin !== window.location.origin || target.pathname === '/login') return '/';
  return target.pathname + target.search + target.hash;
}
