import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay, useOfPlatform } from '../../api/session';
import { useTenants } from '../../api/tenants';

import styles from './FirstSteps.module.css';
import { NewButtons, type NewBy } from './NewButtons';

/** In place of an empty list: what to do next, each step being the action itself. */
export function FirstSteps({ onChoose }: { onChoose: (by: NewBy) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const tenants = useTenants(undefined, ofPlatform);

  if (!may('application.create'))
    return <section className={styles.card}>{t('firstSteps.readOnly')}</section>;
  const needsTenant = ofPlatform && tenants.data?.total === 0;
  return (
    <section className={styles.card}>
      <h2>{t('firstSteps.title')}</h2>
      <p className={styles.lead}>{t('firstSteps.lead')}</p>
      <ol className={styles.steps}>
        {needsTenant && (
          <li>
            <Link to="/tenants">{t('firstSteps.tenant')}</Link>
          </li>
        )}
        <li>{t('firstSteps.describe')}</li>
        <li>{t('firstSteps.publish')}</li>
        <li>{t('firstSteps.open')}</li>
      </ol>
      <div className={styles.buttons}>
        <NewButtons onChoose={onChoose} />
      </div>
    </section>
  );
}
