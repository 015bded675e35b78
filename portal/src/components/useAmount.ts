import { useTranslation } from 'react-i18next';

import { useLanguage } from '../i18n/useLanguage';

import { figure } from './amounts';
import { quantity } from './quantity';

type Amount = string | number | null | undefined;

interface Words {
  /** An amount of `cpu`, `memory`, `storage` or of what is counted, with its unit: `0.1 cores`, `128 MiB`, `5`. */
  amount: (what: string, amount: Amount) => string;
  /** The same as the first of two figures, the last of which names their unit: `0.1` of `2 cores`. */
  part: (what: string, amount: Amount) => string;
}

/** The one place where amounts become words; where people type them, they stay as Kubernetes writes them. */
export function useAmount(): Words {
  const { t } = useTranslation();
  const language = useLanguage();
  const part = (what: string, amount: Amount) => figure(what, amount ?? '–', language);
  return {
    part,
    amount: (what, amount) => {
      const words = part(what, amount);
      const value = quantity(amount ?? '');
      if (what !== 'cpu' || Number.isNaN(value)) return words;
      return t(value === 1 ? 'unit.core' : 'unit.cores', { amount: words });
    },
  };
}
