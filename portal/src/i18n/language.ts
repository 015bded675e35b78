/** Chooses and switches the language, and loads the texts of the open pages in that language only. */
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';

import type { Language } from '../api/errors';
import { again } from '../parts/again';
import { LANGUAGE_STORED_AS, preferredLanguage } from '../start/first';

import type { Bundle, Texts } from './bundles';

export type { Language };
export const LANGUAGES: readonly Language[] = ['zh', 'en'];
const NAMESPACE = 'translation';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: typeof NAMESPACE;
    resources: { translation: Texts };
  }
}

const files = import.meta.glob<object>('./*/*.json', { import: 'default' });
// `scripts/firstParts.ts` names their files for `start.js`, which asks for them before this code runs.
const needed = new Set<Bundle>(['common', 'applications']);
const loaded = new Set<string>();
let chosen: Language | undefined;
let shown: Language | undefined;
let begin: () => void;
const begun = new Promise<void>((resolve) => {
  begin = resolve;
});

async function load(language: Language, bundle: Bundle): Promise<void> {
  const path = `./${language}/${bundle}.json`;
  const file = files[path];
  const texts = file && (await again(file));
  if (!texts) throw new Error(`There is no ${path}`);
  // Bundles share groups, such as `confirm`: one adds to what another brought.
  i18n.addResourceBundle(language, NAMESPACE, texts, true);
  loaded.add(path);
}

/** Loads what is needed so far; pages that are opened meanwhile may need more. */
async function complete(language: Language): Promise<void> {
  const missing = () => [...needed].filter((bundle) => !loaded.has(`./${language}/${bundle}.json`));
  while (missing().length > 0) await Promise.all(missing().map((bundle) => load(language, bundle)));
}

/** Changes the language once all texts of the open pages are there, so that nobody sees a key instead of a text. */
export async function switchLanguage(language: Language): Promise<void> {
  chosen = language;
  await complete(language);
  // Somebody who has changed their mind meanwhile gets what they asked for last.
  if (chosen !== language) return;
  shown = language;
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(LANGUAGE_STORED_AS, language);
}

/** A page's code together with its texts: `lazyPart(() => withTexts(['metering'], import('../pages/Metering')))`. */
export async function withTexts<Code>(bundles: readonly Bundle[], code: Promise<Code>): Promise<Code> {
  for (const bundle of bundles) needed.add(bundle);
  const [page] = await Promise.all([code, completeShown()]);
  return page;
}

/** The present language, or the first as soon as it is chosen. */
export async function languageKnown(): Promise<Language | undefined> {
  await begun;
  return shown ?? chosen;
}

/** The router opens the first page before there is a language, and the language may be switched while texts are under way. */
async function completeShown(): Promise<void> {
  await begun;
  let language: Language | undefined;
  do {
    language = shown ?? chosen;
    if (language) await complete(language);
  } while (language !== (shown ?? chosen));
}

export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({ resources: {}, interpolation: { escapeValue: false } });
  begin();
  await switchLanguage(preferredLanguage(localStorage.getItem(LANGUAGE_STORED_AS), navigator.languages));
}
