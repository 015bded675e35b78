import { useTranslation } from 'react-i18next';

import type { Measure } from '../../../api/canary';
import { digits, failed } from '../../../components/traffic';
import { useLanguage } from '../../../i18n/useLanguage';

const MILLISECONDS = 1000;

/** What is measured of requests, in words of the present language; what is not known is said to be so. */
export function useFigures(): (measure: Measure, value: number | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (measure, value) => {
    if (value === null) return t('canary.noFigure');
    switch (measure) {
      case 'requests':
        return t('canary.perSecond', { number: digits(value, language) });
      case 'errors':
        return failed(value, language);
      case 'latency':
        return t('canary.milliseconds', { number: digits(value * MILLISECONDS, language) });
    }
  };
}
