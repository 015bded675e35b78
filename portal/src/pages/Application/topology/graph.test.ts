import { expect, it } from 'vitest';

import { dependsOf, objection, wayTo } from './graph';

const service = (name: string, ...others: string[]) => ({ name, config: { depends_on: others } });
const depends = dependsOf([
  service('web', 'api'),
  service('api', 'db', 'cache'),
  service('db'),
  service('cache', 'gone'),
]);

it('leaves out what is not there', () => {
  expect(depends.get('cache')).toEqual([]);
});

it('finds the shortest way', () => {
  expect(wayTo(depends, 'web', 'db')).toEqual(['web', 'api', 'db']);
  expect(wayTo(depends, 'db', 'web')).toBeNull();
});

it('objects to circles, and shows them', () => {
  expect(objection(depends, 'db', 'web')).toEqual({ kind: 'circle', way: ['db', 'web', 'api', 'db'] });
  expect(objection(depends, 'web', 'web')).toEqual({ kind: 'itself' });
  expect(objection(depends, 'web', 'api')).toEqual({ kind: 'already' });
  expect(objection(depends, 'web', 'db')).toBeNull();
});

it('ends in a graph that goes round already', () => {
  const round = dependsOf([service('a', 'b'), service('b', 'a')]);
  expect(wayTo(round, 'a', 'c')).toBeNull();
});
