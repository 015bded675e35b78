import { expect, it } from 'vitest';

import { cloudMachine, cloudVm } from '../../test/data';

import { consequencesOf, hostOf, isOrphan, isStuck, mayGoOn, namedVm } from './machine';

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

it('may go on at the provider unless it is known to have ended', () => {
  expect(mayGoOn(cloudMachine('w', { state: 'failed', vm_id: null }))).toBe(true);
  expect(mayGoOn(cloudMachine('w', { state: 'gone' }))).toBe(false);
  expect(namedVm(cloudMachine('w'))).toBe('w (i-1)');
  expect(namedVm(cloudMachine('w', { vm_id: null }))).toBe('w');
});

it('may be forgotten where its provider keeps it from ending', () => {
  const problem = { code: 'cloud.credentials_refused', message: '', message_zh: '', hint: '', hint_zh: '' };
  expect(isStuck(cloudMachine('w'))).toBe(false);
  expect(isStuck(cloudMachine('w', { problem }))).toBe(true);
  expect(isStuck(cloudMachine('w', { state: 'deleting' }))).toBe(true);
});

it('is an orphan when it exists at the provider and nobody here knows it', () => {
  expect(isOrphan(cloudVm('w'))).toBe(false);
  expect(isOrphan(cloudVm('w', { machine: '' }))).toBe(true);
  expect(isOrphan(cloudVm('w', { machine: '', state: 'ended' }))).toBe(false);
});
