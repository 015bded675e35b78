import { describe, expect, it } from 'vitest';

import { readFilters, withFilters } from './useFilters';

describe('filters in the address', () => {
  it('are read by name, and empty ones are not set', () => {
    const params = new URLSearchParams('q=shop&outcome=&other=1');
    expect(readFilters(params, ['q', 'outcome', 'since'])).toEqual({ q: 'shop' });
  });

  it('are changed one by one, and an empty value takes one away', () => {
    const params = new URLSearchParams('q=shop&outcome=ok&other=1');
    expect(withFilters(params, { q: '', outcome: 'refused', since: undefined }).toString()).toBe(
      'outcome=refused&other=1',
    );
  });
});
