import { describe, expect, it } from 'vitest';

import { configDiff } from './configDiff';

const rows = (before: object, after: object) =>
  configDiff(before, after).map(({ field, before: was, after: is }) => [field, was, is]);

describe('the difference between two configurations', () => {
  it('is nothing for the same values in another order', () => {
    expect(rows({ image: 'a', env: { X: '1', Y: '2' } }, { env: { Y: '2', X: '1' }, image: 'a' })).toEqual(
      [],
    );
  });

  it('names what was changed, added and removed by its path', () => {
    const before = { image: 'web:1', env: { OLD: '1' }, ports: [{ port: 80 }] };
    const after = { image: 'web:2', env: { NEW: '2' }, ports: [{ port: 8080 }] };
    expect(rows(before, after)).toEqual([
      ['image', 'web:1', 'web:2'],
      ['env.OLD', '1', null],
      ['ports[0].port', '80', '8080'],
      ['env.NEW', null, '2'],
    ]);
  });

  it('shows a list of words as one value, and an empty one as none', () => {
    expect(rows({ command: [] }, { command: ['sh', '-c', 'true'] })).toEqual([
      ['command', null, 'sh -c true'],
    ]);
  });

  it('takes null and absent for the same', () => {
    expect(rows({ domain: null }, {})).toEqual([]);
  });
});
