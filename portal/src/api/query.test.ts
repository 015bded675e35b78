import { describe, expect, it } from 'vitest';

import { ApiError, ownError } from './errors';
import { createQueryClient, keys, worthRetrying } from './query';

const answered = (status: number) => new ApiError(status, ownError('client.unexpected').detail);

describe('trying again', () => {
  it('is for lost connections and servers that are restarting', () => {
    expect(worthRetrying(0, ownError('client.unreachable'))).toBe(true);
    expect(worthRetrying(0, answered(503))).toBe(true);
  });

  it('is not for answers', () => {
    expect([401, 403, 404, 422].map((status) => worthRetrying(0, answered(status)))).not.toContain(true);
  });

  it('comes to an end', () => {
    expect(worthRetrying(2, answered(503))).toBe(false);
  });
});

describe('a session that ended', () => {
  const failing = (status: number) => ({
    queryKey: ['anything'],
    queryFn: () => Promise.reject(answered(status)),
    retry: false,
  });

  it('is forgotten wherever it shows first', async () => {
    const client = createQueryClient();
    client.setQueryData(keys.session, { user: 'somebody' });
    await client.query(failing(401)).catch(() => undefined);
    expect(client.getQueryData(keys.session)).toBeNull();
  });

  it('is not mistaken for a refusal', async () => {
    const client = createQueryClient();
    client.setQueryData(keys.session, { user: 'somebody' });
    await client.query(failing(403)).catch(() => undefined);
    expect(client.getQueryData(keys.session)).toEqual({ user: 'somebody' });
  });
});
