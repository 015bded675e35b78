/** No text outside the translation files, none missing in a language or on a page, none that nobody shows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { preferredLanguage } from '../start/first';

import { LANGUAGES, type Language } from './language';

type Texts = Record<string, string>;

function flat(texts: object, prefix = ''): Texts {
  return Object.entries(texts).reduce<Texts>((all, [key, value]: [string, unknown]) => {
    const name = prefix + key;
    return { ...all, ...(typeof value === 'string' ? { [name]: value } : flat(value as object, `${name}.`)) };
  }, {});
}

const here = import.meta.dirname;
const root = join(here, '..');
const bundlesOf = (language: Language) =>
  Object.fromEntries(
    readdirSync(join(here, language)).map((name) => [
      name.replace('.json', ''),
      flat(JSON.parse(readFileSync(join(here, language, name), 'utf8')) as object),
    ]),
  );
const english = bundlesOf('en');
const chinese = bundlesOf('zh');
const placeholders = (text = '') => (text.match(/{{\w+}}/g) ?? []).sort().join();
const allKeys = Object.values(english).flatMap((texts) => Object.keys(texts));

const sources = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^test\/|schema\.d/.test(name))
    .map((name) => [name, readFileSync(join(root, name), 'utf8')]),
);

/** The keys that a source names; those that it puts together (t(`state.${state}`)) are known by how they begin. */
function keysIn(source: string): string[] {
  const beginnings = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(([, beginning = '']) => beginning);
  const named = new Set([...source.matchAll(/'([\w.]+)'/g)].map(([, key]) => key));
  return allKeys.filter((key) => named.has(key) || beginnings.some((beginning) => key.startsWith(beginning)));
}

function fileOf(from: string, imported: string): string {
  const base = join(dirname(from), imported);
  const found = [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts'), join(base, 'index.tsx')];
  return found.find((name) => sources.has(name)) ?? base;
}

/** A source and all that the browser loads with it. */
function loadedWith(start: string): Set<string> {
  const reached = new Set<string>();
  const visit = (name: string) => {
    const source = sources.get(name);
    if (source === undefined || reached.has(name)) return;
    reached.add(name);
    for (const [, imported = ''] of source.matchAll(
      /^(?:import(?! type)|export)\b[^;]*? from '(\.[^']+)';/gm,
    ))
      visit(fileOf(name, imported));
  };
  visit(start);
  return reached;
}

interface Part {
  start: string;
  bundles: string[];
}

/** The parts that a source loads later, each with the bundles that it names for them. */
function partsOf(name: string): Part[] {
  const source = (sources.get(name) ?? '').replace(/\/\*[\s\S]*?\*\//g, ''); // a comment's example is no part
  return [
    ...source.matchAll(
      /(?:(?:withTexts|page)\(\s*\[([^\]]*)\],\s*(?:async \(\) => \(await )?)?import\(\s*'(\.[^']+)'/g,
    ),
  ].map(([, list = '', imported = '']) => ({
    start: fileOf(name, imported),
    bundles: [...list.matchAll(/'(\w+)'/g)].map(([, bundle = '']) => bundle),
  }));
}

/** What a part shows without having named its bundle, and what the parts show that are loaded from it. */
function unnamed({ start, bundles }: Part, before: readonly string[] = []): string[] {
  const available = [...new Set([...before, ...bundles])];
  const texts = new Set(available.flatMap((bundle) => Object.keys(english[bundle] ?? {})));
  const files = [...loadedWith(start)];
  const lacking = files
    .flatMap((name) => keysIn(sources.get(name) ?? '').map((key) => ({ name, key })))
    .filter(({ key }) => !texts.has(key))
    .map(({ name, key }) => `${key} in ${name}, loaded with ${start}`);
  const later = files.flatMap(partsOf).filter((part) => sources.has(part.start));
  return [...lacking, ...later.flatMap((part) => unnamed(part, available))];
}

describe('the translation files', () => {
  it('have the same bundles in both languages, and no key in two of them', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
    expect(allKeys.filter((key, index) => allKeys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(Object.keys(english))('have the same texts in both languages: %s', (bundle) => {
    const [of, translated] = [english[bundle] ?? {}, chinese[bundle] ?? {}];
    expect(Object.keys(translated).sort()).toEqual(Object.keys(of).sort());
    expect(Object.keys(of).filter((key) => placeholders(translated[key]) !== placeholders(of[key]))).toEqual(
      [],
    );
  });

  it('have no empty text', () => {
    const texts = [...Object.values(english), ...Object.values(chinese)].flatMap((one) => Object.values(one));
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
  });

  it('have no text that nobody shows', () => {
    const shown = new Set([...sources.values()].flatMap(keysIn));
    expect(allKeys.filter((key) => !shown.has(key))).toEqual([]);
  });

  it('are named by each page that shows them', () => {
    expect(LANGUAGES.every((language) => existsSync(join(here, language, 'common.json')))).toBe(true);
    expect(unnamed({ start: 'main.tsx', bundles: ['common', 'applications'] })).toEqual([]);
  });
});

describe('the sources', () => {
  it('have no text of their own', () => {
    const code = [...sources].map(
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
