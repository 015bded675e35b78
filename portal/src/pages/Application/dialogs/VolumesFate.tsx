import { Alert, Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { useVolumesOf } from '../../../api/volumes';
import { useAmount } from '../../../components/useAmount';

import styles from './Dialogs.module.css';

/** A form that has the choice in it. */
export interface Fate {
  /** Absent where there are none to choose about. */
  volumes?: boolean;
}

interface Props {
  tenant: string;
  application?: string;
  service?: string;
}

/** Names the volumes of what is deleted; they stay unless somebody says otherwise. A part of a form of `Fate`. */
export function VolumesFate(of: Props) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const { data, error } = useVolumesOf(of);
  if (error && !data) return <Alert type="info" showIcon title={t('confirm.volumes.unknown')} />;
  const volumes = data?.items ?? [];
  if (volumes.length === 0) return null;
  const names = volumes.map(({ name, size }) => `${name} (${amount('storage', size)})`).join(', ');
  return (
    <>
      <p className={styles.lead}>{t('confirm.volumes.stay', { names })}</p>
      <Form.Item<Fate> name="volumes" valuePropName="checked" extra={t('confirm.volumes.deleteRule')}>
        <Checkbox>{t('confirm.volumes.delete', { number: volumes.length })}</Checkbox>
      </Form.Item>
    </>
  );
}
