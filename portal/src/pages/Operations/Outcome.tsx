import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './Operations.module.css';

/** Whether an operation was done, or the code with which it was refused. */
export function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation();
  if (outcome === 'ok') return <Tag color="success">{t('operations.ok')}</Tag>;
  return (
    <span className={styles.outcome}>
      <Tag color="error">{t('operations.refused')}</Tag>
      <code>{outcome}</code>
    </span>
  );
}
