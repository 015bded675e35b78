import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';

import styles from './NoServices.module.css';

/** An application without services: the next step is the button. */
export function NoServices({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <section className={styles.card}>
      <p>{t('application.noServices')}</p>
      {may('application.write') && (
        <Button type="primary" onClick={onAdd}>
          {t('service.add')}
        </Button>
      )}
    </section>
  );
}
