import { useTranslation } from 'react-i18next';

import styles from '../Editor.module.css';
import { ProbeFields } from '../ProbeFields';

/** How the cluster finds out how the service is. */
export function Probes() {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.lead}>{t('editor.probesLead')}</p>
      <div className={styles.parts}>
        <ProbeFields of="readiness" />
        <ProbeFields of="liveness" />
        <ProbeFields of="startup" />
      </div>
    </>
  );
}
