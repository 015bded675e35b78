import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import { useKeeper } from '../../api/managed';

import styles from './Application.module.css';

/** That an application stands behind a managed service, and where that is: everything is changed there. */
export function KeptNotice({ application }: { application: Application }) {
  const { t } = useTranslation();
  const keeper = useKeeper(application).data;
  return (
    <Alert
      className={styles.kept ?? ''}
      type="info"
      showIcon
      title={t('application.kept')}
      description={
        keeper && <Link to={`/managed/${keeper.id}`}>{t('application.toKeeper', { name: keeper.name })}</Link>
      }
    />
  );
}
