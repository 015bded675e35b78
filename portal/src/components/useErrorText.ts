import { useTranslation } from 'react-i18next';

import { OWN_CODES, type ApiError, type OwnCode } from '../api/errors';
import { useLanguage } from '../i18n/useLanguage';

const isOwn = (code: string): code is OwnCode => (OWN_CODES as readonly string[]).includes(code);

/** The message and the hint of an error in the chosen language. */
export function useErrorText(): (error: ApiError) => { message: string; hint: string } {
  const { t } = useTranslation();
  const language = useLanguage();
  return (error) => {
    const code = error.detail.code;
    if (isOwn(code)) return { message: t(`error.${code}.message`), hint: t(`error.${code}.hint`) };
    return { message: error.text(language), hint: error.hint(language) };
  };
}
