/** No text outside the translation files, none missing in a language, none that nobody shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import en from './en.json';
import { preferredLanguage } from './language';
import zh from './zh.json';

function flat(texts: object, prefix = ''): Record<string, string> {
  return Object.entries(texts).reduce<Record<string, string>>((all, [key, value]: [string, unknown]) => {
    const name = prefix + key;
    return { ...all, ...(typeof value === 'string' ? { [name]: value } : flat(value as object, `${name}.`)) };
  }, {});
}

const english = flat(en);
const chinese = flat(zh);
const placeholders = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort();

const root = join(import.meta.dirname, '..');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^test\/|schema\.d/.test(name))
  .map((name) => [name, readFileSync(join(root, name), 'utf8')] as const);

describe('the translation files', () => {
  it('have the same texts in both languages', () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  });

  it('have the same placeholders in both languages', () => {
    const differing = Object.keys(english).filter(
      (key) => placeholders(chinese[key] ?? '').join() !== placeholders(english[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('have no empty text', () => {
    expect(
      [...Object.values(english), ...Object.values(chinese)].filter((text) => text.trim() === ''),
    ).toEqual([]);
  });

  it('have no text that nobody shows', () => {
    const all = sources.map(([, text]) => text).join('\n');
    // Keys that are put together while the program runs are known by how they begin: t(`state.${state}`).
    const beginnings = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map(([, beginning]) => beginning ?? '');
    const unused = Object.keys(english).filter(
      (key) => !all.includes(`'${key}'`) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the sources', () => {
  it('have no text of their own', () => {
    const code = sources.map(
      ([name, text]) => [name, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')] as const,
    );
    // Chinese anywhere, or English words between two tags, as in <b>Publish</b>.
    const text = /[\u4e00-\u9fff]|<\/?[a-zA-Z][^<>]*[^=<>]>[ ]*[A-Za-z][A-Za-z ]+<\//;
    expect(code.filter(([, body]) => text.test(body)).map(([name]) => name)).toEqual([]);
  });
});

describe('the first language', () => {
  it('is what the user chose before', () => {
    expect(preferredLanguage('zh', ['en-GB'])).toBe('zh');
  });

  it('follows the browser otherwise', () => {
    expect(preferredLanguage(null, ['zh-TW', 'en'])).toBe('zh');
    expect(preferredLanguage('fr', ['de-DE'])).toBe('en');
  });
});
