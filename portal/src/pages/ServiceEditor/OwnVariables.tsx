import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormRows } from '../../components/FormRows';
import type { EnvRow } from '../../components/serviceForm';

import styles from './Editor.module.css';

const AT = ['config', 'env'];

/** Variables with their values, of the service alone. */
export function OwnVariables() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const names = () => ((form.getFieldValue(AT) ?? []) as EnvRow[]).map((row) => row.name);
  const once = {
    validator: (_: unknown, name: string) =>
      names().filter((other) => other === name).length > 1
        ? Promise.reject(new Error(t('editor.doubledName')))
        : Promise.resolve(),
  };
  return (
    <div>
      <h3 className={styles.heading}>{t('editor.ownVariables')}</h3>
      <FormRows
        name={AT}
        columns={styles.pair}
        add={t('form.addEnv')}
        first={{ name: '', value: '' }}
        remove={(index) => t('editor.removeVariable', { number: index + 1 })}
      >
        {(row, index) => (
          <>
            <Form.Item name={[row, 'name']} rules={[{ required: true, message: t('form.required') }, once]}>
              <Input
                className={styles.code}
                aria-label={t('editor.variableName', { number: index + 1 })}
                placeholder={t('field.envName')}
                spellCheck={false}
                autoComplete="off"
              />
            </Form.Item>
            <Form.Item name={[row, 'value']}>
              <Input.TextArea
                className={styles.code}
                autoSize={{ minRows: 1, maxRows: 12 }}
                aria-label={t('editor.variableValue', { number: index + 1 })}
                placeholder={t('field.envValue')}
                spellCheck={false}
              />
            </Form.Item>
          </>
        )}
      </FormRows>
    </div>
  );
}
