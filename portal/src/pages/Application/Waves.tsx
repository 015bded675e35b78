import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { isTroubled } from '../../components/reason';

import styles from './Waves.module.css';
import { arrived, phasesOf, wavesOf } from './waves';

/** The starting order at a glance: each column waits for those before it. */
export function Waves({ application }: { application: Application }) {
  const { t } = useTranslation();
  const waves = wavesOf(ownServices(application).map(({ status }) => status));
  if (waves.length < 2) return null;
  const phases = phasesOf(waves);
  return (
    <ol className={styles.waves} aria-label={t('application.order')}>
      {waves.map((services, index) => (
        <li key={index} className={styles.wave}>
          <span className={styles.number}>
            {t('application.wave', { number: index + 1 })}{' '}
            {phases[index] && (
              <span className={styles.phase} data-phase={phases[index]}>
                {t(`application.phase.${phases[index]}`)}
              </span>
            )}
          </span>
          <div className={styles.services}>
            {services.map((service) => (
              <Link
                key={service.id}
                to={`/applications/${application.id}/services/${service.id}`}
                className={styles.service}
                data-state={isTroubled(service) ? 'degraded' : service.state}
              >
                <i />
                <span>{service.name}</span>
                <span className={styles.count}>
                  {arrived(service)}/{service.desired}
                </span>
              </Link>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
