import { useLanguage } from '../i18n/useLanguage';

import { amount } from './amounts';

/** Gives what puts an amount of Kubernetes' into words of the language that is chosen. */
export function useAmount(): (text: string | number | undefined) => string {
  const language = useLanguage();
  return (text) => amount(text, language);
}
