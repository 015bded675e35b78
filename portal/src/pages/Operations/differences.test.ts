import { expect, it } from 'vitest';

import { differences } from './differences';

it('names each value that changed by its path, and leaves out what stayed', () => {
  const before = { replicas: 1, config: { image: 'web:1', ports: [{ port: 80 }] } };
  const after = { replicas: 1, config: { image: 'web:2', ports: [{ port: 80 }, { port: 81 }] } };
  expect(differences(before, after)).toEqual([
    { service: null, field: 'config.image', before: 'web:1', after: 'web:2' },
    { service: null, field: 'config.ports[1].port', before: null, after: '81' },
  ]);
});

it('lists everything of what was made or removed', () => {
  expect(differences(null, { env: {}, name: 'web' })).toEqual([
    { service: null, field: 'env', before: null, after: '{}' },
    { service: null, field: 'name', before: null, after: 'web' },
  ]);
  expect(differences({ name: 'web' }, null)[0]).toMatchObject({ before: 'web', after: null });
});
