import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useLanguage } from '../../i18n/useLanguage';

import styles from './Operations.module.css';

interface Props {
  outcome: string;
  /** Why it was refused, where there is room for that; a code that has no words yet is shown as it is. */
  outcome_text?: string;
  outcome_text_zh?: string;
  brief?: boolean;
}

/** Whether an operation was done, or refused and why. */
export function Outcome({ outcome, outcome_text: english, outcome_text_zh: chinese, brief = false }: Props) {
  const { t } = useTranslation();
  const words = useLanguage() === 'zh' ? chinese : english;
  if (outcome === 'ok') return <Tag color="success">{t('operations.ok')}</Tag>;
  return (
    <span className={styles.outcome}>
      <Tag color="error">{t('operations.refused')}</Tag>
      {!brief && (words ? <span title={outcome}>{words}</span> : <code>{outcome}</code>)}
    </span>
  );
}
