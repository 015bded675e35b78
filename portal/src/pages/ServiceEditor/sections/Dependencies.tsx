import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { cycleOf } from '../cycle';

/** Which services start first, and are found by variables. */
export function Dependencies() {
  const { t } = useTranslation();
  const { others } = useEditing();
  const form = Form.useFormInstance();
  if (others.length === 0) return <p className={styles.lead}>{t('editor.noOthers')}</p>;
  const depends = Object.fromEntries(others.map(({ name, config }) => [name, config.depends_on ?? []]));
  return (
    <Form.Item
      name={['config', 'depends_on']}
      label={t('field.dependsOn')}
      extra={t('form.dependsOnRule')}
      rules={[
        {
          validator: (_, wanted: string[]) => {
            const cycle = cycleOf(String(form.getFieldValue('name')), wanted, depends);
            const told = cycle && t('editor.cycle', { cycle: cycle.join(' → ') });
            return told ? Promise.reject(new Error(told)) : Promise.resolve();
          },
        },
      ]}
    >
      <Select mode="multiple" options={others.map(({ name }) => ({ value: name, label: name }))} />
    </Form.Item>
  );
}
