import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { State } from '../../api/applications';
import type { Overview } from '../../api/overview';
import { StateLabel } from '../../components/StateLabel';

import styles from './Overview.module.css';

const STATES: readonly State[] = ['degraded', 'publishing', 'running', 'unpublishing', 'draft'];

/** How many there are of what, each a link to the list. */
export function Numbers({ overview: { counts, platform, tenant } }: { overview: Overview }) {
  const { t } = useTranslation();
  const total = STATES.reduce((sum, state) => sum + (counts.applications[state] ?? 0), 0);
  return (
    <div className={styles.numbers}>
      <div className={styles.number} data-wide="true">
        <Link to="/applications" className={styles.figure}>
          <strong>{total}</strong>
          <span>{t('nav.applications')}</span>
        </Link>
        <span className={styles.states}>
          {STATES.filter((state) => counts.applications[state]).map((state) => (
            <span key={state} className={styles.state}>
              <StateLabel state={state} /> {counts.applications[state]}
            </span>
          ))}
        </span>
      </div>
      <Figure
        to="/containers"
        of={t('overview.servicesReady')}
        number={`${counts.services_ready} / ${counts.services_wanted}`}
      />
      {!tenant && platform?.hosts && (
        <Figure
          to="/hosts"
          of={t('overview.hosts')}
          number={`${platform.hosts.ready} / ${platform.hosts.total}`}
        />
      )}
      {counts.tenants !== null && (
        <Figure to="/tenants" of={t('nav.tenants')} number={String(counts.tenants)} />
      )}
      {counts.users !== null && <Figure to="/users" of={t('nav.users')} number={String(counts.users)} />}
    </div>
  );
}

function Figure({ to, of, number }: { to: string; of: string; number: string }) {
  return (
    <div className={styles.number}>
      <Link to={to} className={styles.figure}>
        <strong>{number}</strong>
        <span>{of}</span>
      </Link>
    </div>
  );
}
