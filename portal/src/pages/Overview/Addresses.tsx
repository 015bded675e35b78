import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Overview } from '../../api/overview';
import { Section } from '../../components/Section';
import { Urls } from '../../components/Urls';

import styles from './Overview.module.css';

/** Where what is published can be opened. */
export function Addresses({ addresses }: { addresses: Overview['addresses'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('overview.addresses')}>
      {addresses.length === 0 && <p className={styles.faint}>{t('overview.noAddresses')}</p>}
      <ul className={styles.plain}>
        {addresses.map(({ application, application_id: id, service, url }) => (
          <li key={url}>
            <Urls urls={[url]} />
            <Link to={`/applications/${id}`} className={styles.faint}>
              {application}/{service}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
