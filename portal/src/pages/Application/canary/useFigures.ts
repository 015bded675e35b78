import { useTranslation } from 'react-i18next';

import type { Measure } from '../../../api/canary';
import { useLanguage } from '../../../i18n/useLanguage';

const MILLISECONDS = 1000;

/** What is measured of requests, in words of the present language; what is not known is said to be so. */
export function useFigures(): (measure: Measure, value: number | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const short = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const shares = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  return (measure, value) => {
    if (value === null) return t('canary.noFigure');
    switch (measure) {
      case 'requests':
        return t('canary.perSecond', { number: short.format(value) });
      case 'errors':
        return shares.format(value);
      case 'latency':
        return t('canary.milliseconds', { number: short.format(value * MILLISECONDS) });
    }
  };
}
