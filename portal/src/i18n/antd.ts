/** The component library's own texts (pagination, empty tables), in the same language as ours. */
import type { Locale } from 'antd/es/locale';
import english from 'antd/es/locale/en_US';
import { useEffect, useState } from 'react';

import type { Language } from './language';

// The library's English is built in and needs no file.
const files: Partial<Record<Language, () => Promise<{ default: Locale }>>> = {
  zh: () => import('antd/es/locale/zh_CN'),
};

/** Never nothing: the library would put what it draws into another tree when the file arrives, and lose what was typed. */
export function useAntdLocale(language: Language): Locale {
  const [loaded, setLoaded] = useState<Partial<Record<Language, Locale>>>({});
  useEffect(() => {
    let wanted = true;
    void files[language]?.().then((file) => {
      if (wanted) setLoaded((before) => ({ ...before, [language]: file.default }));
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return loaded[language] ?? english;
}
