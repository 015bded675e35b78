import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMay } from '../../api/session';

import styles from './NoServices.module.css';

/** An application without services: the next step is the button. */
export function NoServices({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  return (
    <section className={styles.card}>
      <p>{t('application.noServices')}</p>
      {may('application.write') && (
        <Button type="primary" onClick={() => void navigate(`/applications/${applicationId}/services/new`)}>
          {t('service.add')}
        </Button>
      )}
    </section>
  );
}
