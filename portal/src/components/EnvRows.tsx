import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './EnvRows.module.css';
import type { Path } from './formErrors';
import { Icon } from './Icon';

/** Environment variables as rows of name and value. */
export function EnvRows({ name }: { name: Path }) {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('field.env')} className={styles.item}>
      <Form.List name={name}>
        {(rows, { add, remove }) => (
          <div className={styles.rows}>
            {rows.map((row) => (
              <div key={row.key} className={styles.row}>
                <Form.Item
                  name={[row.name, 'name']}
                  noStyle
                  rules={[{ required: true, message: t('form.required') }]}
                >
                  <Input
                    aria-label={t('field.envName')}
                    placeholder={t('field.envName')}
                    spellCheck={false}
                  />
                </Form.Item>
                <Form.Item name={[row.name, 'value']} noStyle>
                  <Input
                    aria-label={t('field.envValue')}
                    placeholder={t('field.envValue')}
                    spellCheck={false}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<Icon name="remove" />}
                  aria-label={t('action.remove')}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button type="dashed" icon={<Icon name="plus" />} onClick={() => add({ name: '', value: '' })}>
              {t('form.addEnv')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
