import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ContainerDetail } from '../../../api/containers';
import { LogViewer } from '../../../components/LogViewer';
import styles from '../Container.module.css';

/** The container's log, and the way to those of all containers of its service. */
export default function Logs({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const { service_id: service, application_id: application } = container;
  return (
    <div className={styles.stack}>
      <LogViewer source={{ place: container }} label={container.pod} />
      {application && service && (
        <Link to={`/applications/${application}/services/${service}/logs`}>{t('container.allLogs')}</Link>
      )}
    </div>
  );
}
