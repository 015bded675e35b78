import { describe, expect, it } from 'vitest';

import type { Note } from '../../../api/compose';

import { byLoss, countLost, inOrder, NOTHING, requestOf } from './request';

const note = (code: string, level: Note['level']): Note => ({
  code,
  level,
  service: 'web',
  key: 'x',
  message: code,
  message_zh: code,
});

describe('what is asked', () => {
  it('is nothing while there is no file', () => {
    expect(requestOf({ ...NOTHING, text: ' \n' })).toBeNull();
  });

  it('leaves out what was left empty, so that the defaults of the file count', () => {
    const entered = {
      ...NOTHING,
      text: 'services: {}',
      variables: { TAG: '2', MODE: '' },
      profiles: ['dev'],
    };
    expect(requestOf(entered)).toEqual({
      content: 'services: {}',
      variables: { TAG: '2' },
      env_files: {},
      profiles: ['dev'],
    });
    expect(requestOf({ ...entered, name: ' shop ' })).toHaveProperty('name', 'shop');
  });
});

describe('what is told', () => {
  it('begins with the variables that the file cannot do without', () => {
    const asked = [
      { name: 'C', required: false, given: false, default: '1', explanation: '' },
      { name: 'B', required: false, given: false, default: null, explanation: '' },
      { name: 'A', required: true, given: false, default: null, explanation: '' },
    ];
    expect(inOrder(asked).map(({ name }) => name)).toEqual(['A', 'B', 'C']);
  });

  it('has what is lost before what is only different, each in the order of the file', () => {
    const notes = [note('a', 'changed'), note('b', 'lost'), note('c', 'changed'), note('d', 'lost')];
    expect(byLoss(notes).map(({ code }) => code)).toEqual(['b', 'd', 'a', 'c']);
    expect(countLost(notes)).toBe(2);
  });
});
