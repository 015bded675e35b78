import { expect, it } from 'vitest';

import { cloudMachine, cloudVm } from '../../test/data';

import { consequencesOf, hostOf, isOrphan } from './machine';

it('has a host until it was taken out of the cluster', () => {
  expect(hostOf(cloudMachine('w', { state: 'failed' }))).toBe('w');
  const problem = { code: 'cloud.host_gone', message: '', message_zh: '', hint: '', hint_zh: '' };
  expect(hostOf(cloudMachine('w', { state: 'failed', problem }))).toBeNull();
});

it('is emptied before it is ended, unless forced or not yet a host', () => {
  expect(consequencesOf(cloudMachine('w'), false)).toEqual(['empties', 'ends', 'leaves', 'costs']);
  expect(consequencesOf(cloudMachine('w'), true)).toEqual(['ends', 'leaves', 'costs']);
  expect(consequencesOf(cloudMachine('w', { host: null }), false)).toEqual(['ends', 'costs']);
  expect(consequencesOf(cloudMachine('w', { host: null, vm_id: null }), false)).toEqual([
    'withdraws',
    'costs',
  ]);
  expect(consequencesOf(cloudMachine('w', { state: 'gone' }), false)).toEqual(['ended', 'leaves']);
});

it('is an orphan when it exists at the provider and nobody here knows it', () => {
  expect(isOrphan(cloudVm('w'))).toBe(false);
  expect(isOrphan(cloudVm('w', { machine: '' }))).toBe(true);
  expect(isOrphan(cloudVm('w', { machine: '', state: 'ended' }))).toBe(false);
});
