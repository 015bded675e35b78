import { useTranslation } from 'react-i18next';

import type { Range, Unit } from '../../api/charts';
import { useLanguage } from '../../i18n/useLanguage';
import { dates } from '../time';
import { useAmount } from '../useAmount';

const WITHIN_A_DAY: readonly Range[] = ['1h', '6h', '1d'];

/** Amounts and moments of charts in the present language. */
export function useWords(range: Range) {
  const { t } = useTranslation();
  const language = useLanguage();
  const inWords = useAmount();
  const axis = dates(
    language,
    WITHIN_A_DAY.includes(range)
      ? { hour: '2-digit', minute: '2-digit' }
      : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  );
  const whole = dates(language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    amount: (value: number, unit: Unit): string => {
      if (unit === 'cores') return inWords.amount('cpu', value);
      const amount = inWords.amount('memory', value);
      return unit === 'bytes' ? amount : t('charts.perSecond', { amount });
    },
    time: (seconds: number) => axis.format(seconds * 1000),
    moment: (seconds: number) => whole.format(seconds * 1000),
  };
}
