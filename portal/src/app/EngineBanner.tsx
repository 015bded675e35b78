import { useTranslation } from 'react-i18next';

import { usePlatform } from '../api/platform';
import { Notice } from '../components/Notice';

import styles from './EngineBanner.module.css';

/** Says so once, at the top of every page, when the cluster cannot be reached. */
export function EngineBanner() {
  const { t } = useTranslation();
  const { data } = usePlatform();
  if (!data || data.engine_reachable) return null;
  return (
    <div className={styles.banner}>
      <Notice tone="warning" urgent title={t('engine.unreachable')}>
        {t('engine.unreachableHint')}
      </Notice>
    </div>
  );
}
