import { expect, it } from 'vitest';

import { matching } from './matching';

const WORDS = { 'tenant.read': 'See tenants', 'user.manage': '新建、修改用户', 'user.read': 'See users' };
const ACTIONS = Object.keys(WORDS) as (keyof typeof WORDS)[];
const found = (typed: string) => matching(ACTIONS, typed, (action) => `${action} ${WORDS[action]}`);

it('finds by name and by words, whatever the case', () => {
  expect(found('SEE')).toEqual(['tenant.read', 'user.read']);
  expect(found('user.')).toEqual(['user.manage', 'user.read']);
  expect(found('修改')).toEqual(['user.manage']);
});

it('wants all of the words', () => {
  expect(found('read  users')).toEqual(['user.read']);
  expect(found('read nobody')).toEqual([]);
});

it('leaves out nothing when nothing is typed', () => {
  expect(found(' ')).toEqual(ACTIONS);
});
