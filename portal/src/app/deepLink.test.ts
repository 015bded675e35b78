import { describe, expect, it } from 'vitest';

import { loginAddress, wantedAddress } from './deepLink';

describe('the wanted address', () => {
  it('survives the login page', () => {
    const login = loginAddress({ pathname: '/applications/a', search: '?q=x', hash: '#y' });
    expect(wantedAddress(new URL(login, 'http://x').search)).toBe('/applications/a?q=x#y');
  });

  it('is not carried along when it is only the first page', () => {
    expect(loginAddress({ pathname: '/', search: '', hash: '' })).toBe('/login');
  });

  it.each(['https://elsewhere.example/', '//elsewhere.example', 'javascript:alert(1)', '/login', 'http://['])(
    'is never somebody else’s: %s',
    (next) => {
      expect(wantedAddress(`?next=${encodeURIComponent(next)}`)).toBe('/');
    },
  );
});
