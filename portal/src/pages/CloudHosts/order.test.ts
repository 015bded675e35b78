import { expect, it } from 'vitest';

import { cloudAccount, cloudMachine } from '../../test/data';

import { bodyOf, firstOrder } from './order';

it('is sent with labels by their keys, and without a partition where none was chosen', () => {
  const order = {
    account_id: 'a',
    name: 'worker',
    size: 't3.large',
    image: 'ami-1',
    labels: ['disk=ssd', 'a=b=c', 'x'],
  };
  expect(bodyOf(order)).toEqual({
    account_id: 'a',
    name: 'worker',
    size: 't3.large',
    image: 'ami-1',
    labels: { disk: 'ssd', a: 'b=c', x: '' },
    partition_id: null,
  });
});

it('begins with the account where there is no choice', () => {
  const [aws, other] = [cloudAccount('aws'), cloudAccount('other')];
  expect(firstOrder([aws], []).account_id).toBe(aws.id);
  expect(firstOrder([aws, other], []).account_id).toBeUndefined();
});

it('begins as the last one did, but for its name and its labels', () => {
  const old = cloudMachine('old', { created_at: '2026-01-01T00:00:00Z', size: 'small' });
  const last = cloudMachine('last', {
    created_at: '2026-02-01T00:00:00Z',
    size: 'big',
    labels: { disk: 'ssd' },
  });
  expect(firstOrder([cloudAccount('aws')], [old, last, old])).toMatchObject({
    size: 'big',
    security_groups: ['sg-1'],
    count: 1,
    labels: [],
  });
  expect(firstOrder([], [last])).not.toHaveProperty('name');
});
