import { expect, it } from 'vitest';

import { lackingFor, leftOf } from './plan';

const amounts = (cpu: string, memory: string, storage: string) => ({
  ...{ cpu, memory, storage },
  ...{ pods: 1, volumes: 1, services: 1, domains: 1 },
});
const left = leftOf({ hard: amounts('4', '8Gi', '100Gi'), reserved: amounts('3500m', '6Gi', '120Gi') });

it('reckons what a quota has left, and nothing where more is taken', () => {
  expect(left).toEqual({ cpu: 0.5, memory: 2 * 2 ** 30, storage: 0 });
});

it('names what a plan needs more of than is left', () => {
  const plan = { name: 'large', cpu: '1', memory: '2Gi', storage: '10Gi' };
  expect(lackingFor(plan, left)).toEqual(['cpu', 'storage']);
});

it('gives back what the plan before holds', () => {
  const now = { name: 'small', cpu: '500m', memory: '1Gi', storage: '10Gi' };
  expect(lackingFor({ name: 'large', cpu: '1', memory: '2Gi', storage: '10Gi' }, left, now)).toEqual([]);
});
