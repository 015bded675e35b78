import { useTranslation } from 'react-i18next';

import { Button } from '../components/Button';
import { switchLanguage } from '../i18n/language';
import { useLanguage } from '../i18n/useLanguage';

/** Names the other language in that language, so that one finds it who cannot read the present one. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <Button kind="text" lang={other} onClick={() => void switchLanguage(other)}>
      {t('language.other')}
    </Button>
  );
}
