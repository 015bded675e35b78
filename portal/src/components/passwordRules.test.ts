import { describe, expect, it } from 'vitest';

import { brokenRules, generatePassword } from './passwordRules';

const rules = { min_length: 10, different: 5, classes: 2, remembered: 1 };

describe('the rules of passwords', () => {
  it.each([
    ['short one', ['length']],
    ['ababababab1A', ['different']],
    ['onlyletters', ['classes']],
    ['MEI-LING pass', ['name']],
    ['', ['length', 'different', 'classes']],
    ['correct horse', []],
    ['密码要够长才行一二三A', []],
  ])('find what %j breaks', (password, broken) => {
    expect(brokenRules(password, 'mei-ling', rules)).toEqual(broken);
  });

  it('count characters as people do', () => {
    expect(brokenRules('😀😁😂😃😄😅😆😇a', 'mei', rules)).toEqual(['length']);
  });

  it('do not mind short names', () => {
    expect(brokenRules('lo, a long one', 'lo', rules)).toEqual([]);
  });
});

describe('a generated password', () => {
  it('keeps the strictest rules', () => {
    const strict = { min_length: 128, different: 5, classes: 4, remembered: 1 };
    expect(brokenRules(generatePassword('mei', strict), 'mei', strict)).toEqual([]);
  });

  it('is another one each time', () => {
    const made = new Set(Array.from({ length: 20 }, () => generatePassword('mei', rules)));
    expect(made.size).toBe(20);
  });
});
