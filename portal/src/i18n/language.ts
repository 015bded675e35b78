/** Chooses and switches the language; only the chosen one is loaded. */
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';

import type { Language } from '../api/errors';
import type texts from './en.json';

export type { Language };
export const LANGUAGES: readonly Language[] = ['zh', 'en'];
const STORED_AS = 'slipway.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof texts };
  }
}

const files = { zh: () => import('./zh.json'), en: () => import('./en.json') };

/** What the user chose before, else what the browser prefers; Chinese is offered first where the browser speaks it. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'zh' || stored === 'en') return stored;
  return browser[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

async function load(language: Language): Promise<void> {
  if (i18n.hasResourceBundle(language, 'translation')) return;
  i18n.addResourceBundle(language, 'translation', (await files[language]()).default);
}

export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORED_AS, language);
}

export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({ resources: {}, interpolation: { escapeValue: false } });
  await switchLanguage(preferredLanguage(localStorage.getItem(STORED_AS), navigator.languages));
}
