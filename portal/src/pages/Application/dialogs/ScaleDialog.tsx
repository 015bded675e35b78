import { useTranslation } from 'react-i18next';

import { keys } from '../../../api/query';
import { scaleService, type Service } from '../../../api/services';
import { FormDialog } from '../../../components/FormDialog';
import { NumberItem } from '../../../components/NumberItem';
import { useAmount } from '../../../components/useAmount';

import styles from './Dialogs.module.css';

const MOST_REPLICAS = 500;

export function ScaleDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, replicas, config } = service;
  const { amount } = useAmount();
  const { cpu, memory } = config.resources ?? {};
  return (
    <FormDialog<{ replicas: number }, unknown>
      title={t('scale.title', { name })}
      submit={t('action.scale')}
      initial={{ replicas }}
      run={(values) => scaleService({ id, replicas: values.replicas })}
      said={(_, values) => t('said.scaled', { name, replicas: values.replicas })}
      stale={[keys.applications, keys.service(id)]}
      onClose={onClose}
    >
      <p className={styles.lead}>
        {t('scale.lead', { cpu: amount('cpu', cpu), memory: amount('memory', memory) })}
      </p>
      <NumberItem
        name="replicas"
        label={t('field.replicas')}
        extra={t('scale.zero')}
        least={0}
        most={MOST_REPLICAS}
        required
        input={{ className: styles.full }}
      />
    </FormDialog>
  );
}
