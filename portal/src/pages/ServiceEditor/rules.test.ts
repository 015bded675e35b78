import { describe, expect, it } from 'vitest';

import { cycleOf } from './cycle';
import { belongs, formField } from './fieldErrors';
import { service } from '../../test/data';
import { merged, same } from './merge';
import { outcomeOf } from './outcome';
import { asKind, kindOf } from './probe';
import { CONVERSIONS } from './sections';
import { NOTHING, presetOf, roomFor, takenBy } from './sizes';
import { NEW_CONFIG, valuesOf } from './values';

describe('two changes of the same configuration', () => {
  const base = {
    image: 'a:1',
    env: { A: '1', B: '2' } as Record<string, string>,
    ports: [{ port: 80 }],
    domain: null,
  };

  it('become one where they do not touch each other', () => {
    const mine = { ...base, env: { A: '9', B: '2' } };
    const theirs = { ...base, image: 'a:2', env: { A: '1', B: '3' } };
    expect(merged(base, mine, theirs)).toEqual({ ...base, image: 'a:2', env: { A: '9', B: '3' } });
  });

  it('keep what one has removed or added', () => {
    const mine = { ...base, env: { B: '2' } };
    const theirs = { ...base, env: { A: '1', B: '2', C: '3' } };
    expect(merged(base, mine, theirs).env).toEqual({ B: '2', C: '3' });
    expect(merged(base, { ...base, env: { ...base.env, D: '4' } }, theirs).env).toEqual({
      A: '1',
      B: '2',
      C: '3',
      D: '4',
    });
  });

  it('leave a list that both changed as oneself has it', () => {
    const mine = { ...base, ports: [{ port: 81 }] };
    expect(merged(base, mine, { ...base, ports: [{ port: 82 }] }).ports).toEqual([{ port: 81 }]);
  });

  it('are the same whatever the order of fields', () => {
    expect(same({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  });
});

describe('a complaint of the server', () => {
  const values = valuesOf(null, CONVERSIONS);
  values.config.env = [
    { name: 'A', value: '1' },
    { name: 'B.C', value: '2' },
  ];
  values.config.files = [
    { set: 's', mount_path: '/x', mode: '0644', keys: [{ key: 'app.conf', as: 'a' }] },
  ] as typeof values.config.files;

  it('finds its place, of a new service as well', () => {
    expect(formField('config.image', values)).toEqual(['config', 'image']);
    expect(formField('image', values)).toEqual(['config', 'image']);
    expect(formField('name', values)).toEqual(['name']);
    expect(formField('config.ports[1].port', values)).toEqual(['config', 'ports', 1, 'port']);
  });

  it('finds the row of what it names', () => {
    expect(formField('config.env.B.C', values)).toEqual(['config', 'env', 1, 'value']);
    expect(formField('config.env.GONE', values)).toEqual(['config', 'env']);
    expect(formField('files[0].keys.app.conf', values)).toEqual(['config', 'files', 0, 'keys', 0, 'as']);
  });

  it('marks the section that has the input', () => {
    expect(belongs(['config', 'env', 1, 'value'], ['config.env', 'config.env_from'])).toBe(true);
    expect(belongs(['config', 'env_from', 0], ['config.env'])).toBe(false);
  });
});

describe('dependencies', () => {
  const depends = { db: [], api: ['db'], web: ['api'] };

  it('may not lead back', () => {
    expect(cycleOf('db', ['web'], depends)).toEqual(['db', 'web', 'api', 'db']);
    expect(cycleOf('new', ['web', 'db'], depends)).toBeNull();
    expect(cycleOf('db', ['api'], { api: ['x'], x: ['api'] })).toBeNull();
  });
});

describe('probes', () => {
  it('become another kind and keep their numbers', () => {
    const http = asKind('http', null);
    expect(kindOf(http)).toBe('http');
    const tcp = asKind('tcp', { ...http, period_seconds: 9, port: 80 });
    expect(tcp).toMatchObject({ http_path: null, tcp: true, period_seconds: 9, port: 80 });
    expect(asKind('command', tcp)).toMatchObject({ command: [''], tcp: false, port: null });
    expect(asKind('none', tcp)).toBeNull();
  });
});

describe('saving', () => {
  const before = { name: 'web', replicas: 2, image: 'web:1' };

  it('says what it does to what runs', () => {
    const web = service('web', { published: true });
    expect(outcomeOf(null, before, before)).toBe('added');
    expect(outcomeOf(web, before, { ...before })).toBe('nothing');
    expect(outcomeOf(web, before, { ...before, replicas: 3 })).toBe('scaled');
    expect(outcomeOf(web, before, { ...before, image: 'web:2' })).toBe('rolling');
    expect(outcomeOf(service('web', { published: false }), before, { ...before, image: 'web:2' })).toBe(
      'later',
    );
  });
});

describe('sizes', () => {
  it('have names', () => {
    expect(presetOf(NEW_CONFIG.resources ?? {})).toBe('small');
    expect(presetOf({ cpu: '1', memory: '1Gi', cpu_limit: '2' })).toBe('custom');
  });

  it('are held against what is left, with the present share given back', () => {
    const room = roomFor(
      takenBy({ cpu: '500m', memory: '1Gi' }, 4),
      takenBy({ cpu: '500m', memory: '1Gi' }, 2),
      { cpu: '4', memory: '8Gi', pods: 10 },
      { cpu: '3', memory: '6Gi', pods: 9 },
    );
    expect(room.map(({ of, left, fits }) => [of, left, fits])).toEqual([
      ['cpu', 2, true],
      ['memory', 4 * 2 ** 30, true],
      ['pods', 3, false],
    ]);
  });

  it('of a service that does not run yet are held against what is left, too', () => {
    const left = [
      { cpu: '4', memory: '8Gi', pods: 10 },
      { cpu: '3500m', memory: '2Gi', pods: 1 },
    ] as const;
    const room = roomFor(takenBy({ cpu: '1', memory: '1Gi' }, 1), NOTHING, ...left);
    expect(room.map(({ of, left, fits }) => [of, left, fits])).toEqual([
      ['cpu', 0.5, false],
      ['memory', 6 * 2 ** 30, true],
      ['pods', 9, true],
    ]);
  });
});
