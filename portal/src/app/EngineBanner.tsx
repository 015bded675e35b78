import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePlatform } from '../api/platform';

import styles from './EngineBanner.module.css';

/** Says so once, at the top of every page, when the cluster cannot be reached. */
export function EngineBanner() {
  const { t } = useTranslation();
  const { data } = usePlatform();
  if (!data || data.engine_reachable) return null;
  return (
    <Alert
      className={styles.banner}
      type="warning"
      showIcon
      title={t('engine.unreachable')}
      description={t('engine.unreachableHint')}
    />
  );
}
