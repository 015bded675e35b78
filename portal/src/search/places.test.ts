import { expect, it } from 'vitest';

import { listOf, pageOf, toneOf, type Place } from './places';

const place = (kind: Place['kind'], id: string, parent: string | null = null): Place => ({
  kind,
  id,
  name: id,
  within: '',
  parent_id: parent,
  tenant_name: null,
});

it('knows the page of every kind', () => {
  expect(pageOf(place('application', 'a1'))).toBe('/applications/a1');
  expect(pageOf(place('managed', 'm1'))).toBe('/managed/m1');
  expect(pageOf(place('service', 's1', 'a1'))).toBe('/applications/a1/services/s1');
  expect(pageOf(place('container', 't1/web-1/web'))).toBe('/containers/t1/web-1/web');
  expect(pageOf(place('host', 'n#1'))).toBe('/hosts/n%231');
  expect(pageOf(place('user', 'u1'))).toBe('/users/u1');
  expect(pageOf(place('tenant', 't1'))).toBe('/tenants/t1');
  expect(pageOf(place('image', 's1', 'a1'))).toBe('/applications/a1/services/s1');
});

it('knows the list that has all of a kind', () => {
  expect(listOf('container', 'a&b')).toBe('/containers?q=a%26b');
  expect(listOf('service', 'web')).toBeUndefined();
  expect(listOf('image', 'web')).toBeUndefined();
});

it('tells how good a state is, by what is in it', () => {
  expect(toneOf('container', 'not_ready')).toBe('busy');
  expect(toneOf('host', 'not_ready')).toBe('bad');
  expect(toneOf('user', 'disabled')).toBe('idle');
  expect(toneOf('managed', 'starting')).toBe('busy');
});
