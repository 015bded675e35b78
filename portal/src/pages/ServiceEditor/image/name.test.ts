import { describe, expect, it } from 'vitest';

import { apart, together } from './name';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('the name of an image', () => {
  it.each([
    ['redis', 'docker.io', 'redis', '', ''],
    ['team/web:1.2', 'docker.io', 'team/web', '1.2', ''],
    ['registry:5000/team/web:1.2', 'registry:5000', 'team/web', '1.2', ''],
    ['localhost/web', 'localhost', 'web', '', ''],
    [`ghcr.io/team/web:1@${DIGEST}`, 'ghcr.io', 'team/web', '1', DIGEST],
    [`web@${DIGEST}`, 'docker.io', 'web', '', DIGEST],
    ['registry.example.com/', 'registry.example.com', '', '', ''],
    ['', 'docker.io', '', '', ''],
  ])('%s is taken apart and put together', (text, registry, repository, tag, digest) => {
    expect(apart(text)).toEqual({ registry, repository, tag, digest });
    expect(together({ registry, repository, tag, digest })).toBe(text);
  });
});
