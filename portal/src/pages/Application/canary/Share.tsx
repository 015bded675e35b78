import { useTranslation } from 'react-i18next';

import type { ServiceStatus } from '../../../api/services';

import styles from './Canary.module.css';

/** How the requests are to be shared, as figures and as lengths; and whether that waits for replicas. */
export function Share({ weight, status }: { weight: number; status: ServiceStatus }) {
  const { t } = useTranslation();
  const { ready, desired } = status;
  return (
    <>
      <div className={styles.share}>
        <div className={styles.bar} aria-hidden="true">
          <i className={styles.old} style={{ flexGrow: 100 - weight }} />
          <i className={styles.new} style={{ flexGrow: weight }} />
        </div>
        <div className={styles.ends}>
          <span>{t('canary.oldShare', { share: 100 - weight })}</span>
          <span>{t('canary.newShare', { share: weight })}</span>
        </div>
      </div>
      {ready < Math.max(1, desired) && (
        <p className={styles.lead}>{t('canary.waiting', { ready, desired })}</p>
      )}
    </>
  );
}
