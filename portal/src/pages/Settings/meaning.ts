import { useTranslation } from 'react-i18next';

import type { Setting } from '../../api/platform';
import type settings from '../../i18n/en/settings.json';

type Known = keyof (typeof settings)['settings']['meaning'];

/** What a setting is for; in the server's own words, where it is newer than the portal. */
export function useMeaning(): (setting: Setting) => string {
  const { t, i18n } = useTranslation();
  return ({ name, description }) =>
    i18n.exists(`settings.meaning.${name}`) ? t(`settings.meaning.${name as Known}`) : description;
}
