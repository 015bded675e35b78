import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './Operations.module.css';

/** Whether an operation was done, or refused, and with which code where there is room for that. */
export function Outcome({ outcome, brief = false }: { outcome: string; brief?: boolean }) {
  const { t } = useTranslation();
  if (outcome === 'ok') return <Tag color="success">{t('operations.ok')}</Tag>;
  return (
    <span className={styles.outcome}>
      <Tag color="error">{t('operations.refused')}</Tag>
      {!brief && <code>{outcome}</code>}
    </span>
  );
}
