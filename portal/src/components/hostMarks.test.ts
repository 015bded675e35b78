import { expect, it } from 'vitest';

import { host } from '../test/data';

import { addressOf, isBad, isOwn, labelsOf } from './hostMarks';

const condition = (type: string, status: string) => ({ type, status, reason: '', message: '', since: null });

it('takes a host that is not ready, or under pressure, for bad', () => {
  expect(isBad(condition('Ready', 'True'))).toBe(false);
  expect(isBad(condition('Ready', 'Unknown'))).toBe(true);
  expect(isBad(condition('DiskPressure', 'False'))).toBe(false);
  expect(isBad(condition('DiskPressure', 'True'))).toBe(true);
});

it('knows whose label it is', () => {
  expect(['disk', 'example.com/disk', 'kubernetes.io.example.com/x'].every(isOwn)).toBe(true);
  expect(['kubernetes.io/os', 'slipway.io/partition', 'node.kubernetes.io/x'].some(isOwn)).toBe(false);
});

it('writes labels as people do, with only their own where wanted', () => {
  const labels = { rack: 'r1', disk: '', 'kubernetes.io/os': 'linux' };
  expect(labelsOf(host('n1', { labels }))).toEqual(['disk', 'kubernetes.io/os=linux', 'rack=r1']);
  expect(labelsOf(host('n1', { labels }), true)).toEqual(['disk', 'rack=r1']);
});

it('shows the address by which hosts reach each other', () => {
  const addresses = [
    { type: 'ExternalIP', address: '203.0.113.7' },
    { type: 'InternalIP', address: '10.0.0.7' },
  ];
  expect(addressOf(host('n1', { addresses }))).toBe('10.0.0.7');
  expect(addressOf(host('n1', { addresses: [] }))).toBe('');
});
