import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from '../Editor.module.css';

const MOST_REPLICAS = 500;

/** How many of it run. */
export function Replicas() {
  const { t } = useTranslation();
  return (
    <div className={styles.grid}>
      <Form.Item
        name="replicas"
        label={t('field.replicas')}
        extra={t('editor.replicasRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <InputNumber min={0} max={MOST_REPLICAS} precision={0} className={styles.full} />
      </Form.Item>
    </div>
  );
}
