import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './EnvRows.module.css';
import type { Path } from './formErrors';
import { FormRows } from './FormRows';

/** Environment variables as rows of name and value. */
export function EnvRows({ name }: { name: Path }) {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('field.env')} className={styles.item}>
      <FormRows name={name} columns={styles.columns} add={t('form.addEnv')} first={{ name: '', value: '' }}>
        {(row) => (
          <>
            <Form.Item name={[row, 'name']} noStyle rules={[{ required: true, message: t('form.required') }]}>
              <Input aria-label={t('field.envName')} placeholder={t('field.envName')} spellCheck={false} />
            </Form.Item>
            <Form.Item name={[row, 'value']} noStyle>
              <Input aria-label={t('field.envValue')} placeholder={t('field.envValue')} spellCheck={false} />
            </Form.Item>
          </>
        )}
      </FormRows>
    </Form.Item>
  );
}
