import { useTranslation } from 'react-i18next';

import type { Schemas } from '../api/client';
import { useLanguage } from '../i18n/useLanguage';
import { useFeedback } from './feedback';

type Excess = Schemas['Excess'];

/** A tenant, and of what it has too much. */
interface Over {
  name: string;
  warnings: Excess[];
}

/** Tells what is over a quota that has just been changed, and stays until it is closed. */
export function useExcessNotice(): (changed: Over[]) => void {
  const { t } = useTranslation();
  const { notification } = useFeedback();
  const zh = useLanguage() === 'zh';
  return (changed) => {
    const lines = changed.flatMap(({ name, warnings }) =>
      warnings.map(({ message, message_zh: chinese }) => `${name}: ${zh ? chinese : message}`),
    );
    if (lines.length === 0) return;
    notification.warning({
      title: t('tenants.over'),
      description: lines.map((line) => <div key={line}>{line}</div>),
      duration: 0,
    });
  };
}
