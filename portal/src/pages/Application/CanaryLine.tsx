import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useCanary } from '../../api/canary';
import type { Service } from '../../api/services';
import { isProblem, useReasonText } from '../../components/reason';

import styles from './CanaryLine.module.css';

/** That a service has a canary, which share it is to get, and whether something is wrong with it. */
export function CanaryLine({ service, canary }: { service: Service; canary: Service }) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  const weight = useCanary(service.id).data?.weight;
  const { ready, desired, reason } = canary.status;
  return (
    <span className={styles.line}>
      <Link to={`/applications/${service.application_id}/services/${service.id}`}>
        {weight === undefined ? t('canaryLine.link') : t('canaryLine.share', { share: weight })}
      </Link>
      <span>{t('status.readyOf', { ready, total: desired })}</span>
      {reason && isProblem(reason) && <span className={styles.problem}>{textOf(reason).message}</span>}
    </span>
  );
}
