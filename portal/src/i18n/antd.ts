/** The component library's own texts (pagination, empty tables), in the same language as ours. */
import type { Locale } from 'antd/es/locale';
import { useEffect, useState } from 'react';

import { again } from '../parts/again';

import { languageKnown, type Language } from './language';

// The library's English is built in and needs no file.
const files: Partial<Record<Language, () => Promise<{ default: Locale }>>> = {
  zh: () => import('antd/es/locale/zh_CN'),
};
const loaded = new Map<Language, Locale>();

async function load(language: Language): Promise<void> {
  const file = files[language];
  if (file) loaded.set(language, (await again(file)).default);
}

/** Loads them in the present language, before the library draws anything. */
export async function loadAntdLocale(): Promise<void> {
  const language = await languageKnown();
  if (language) await load(language);
}

/** None for the library's English, and as long as those of another language are under way. */
export function useAntdLocale(language: Language): Locale | undefined {
  const [, setArrived] = useState<Language>();
  useEffect(() => {
    let wanted = true;
    void load(language).then(() => {
      if (wanted) setArrived(language);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return loaded.get(language);
}
