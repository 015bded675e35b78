import { expect, it } from 'vitest';

import { drain, drainPod } from '../../test/data';

import { asksFor, inOrder, shareGone } from './drain';

it('shows first what is blocked, and last what stays', () => {
  const pods = ['left', 'gone', 'blocked', 'leaving', 'waiting'].map((state) => drainPod(state, state));
  expect(inOrder(pods).map(({ name }) => name)).toEqual(['blocked', 'waiting', 'leaving', 'gone', 'left']);
});

it('never tells more than has gone, and all of a host on which nothing has to go', () => {
  expect(shareGone(drain({ gone: 2, to_go: 3 }))).toBe(66);
  expect(shareGone(drain({ gone: 0, to_go: 0 }))).toBe(100);
});

it('knows which consent would let it go on', () => {
  const pods = [drainPod('a', 'blocked', 'drain.local_data'), drainPod('b', 'blocked', 'drain.budget')];
  expect(asksFor(drain({ pods }))).toEqual({ force: false, localData: true });
});
