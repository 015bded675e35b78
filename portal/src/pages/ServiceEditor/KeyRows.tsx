import { AutoComplete, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Path } from '../../components/formErrors';
import { FormRows } from '../../components/FormRows';

import styles from './Editor.module.css';

interface Props {
  /** Inside of the list around it. */
  name: Path;
  /** What the set has. */
  keys: readonly string[];
  /** What each key becomes. */
  becomes: string;
}

/** Single keys of a set, and what they become. */
export function KeyRows({ name, keys, becomes }: Props) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormRows
      name={name}
      columns={styles.pair}
      add={t('editor.addKey')}
      first={{ key: '', as: '' }}
      size="small"
      remove={() => t('editor.removeKey')}
    >
      {(row) => (
        <>
          <Form.Item name={[row, 'key']} rules={required}>
            <AutoComplete
              aria-label={t('editor.key')}
              placeholder={t('editor.key')}
              options={keys.map((value) => ({ value }))}
            />
          </Form.Item>
          <Form.Item name={[row, 'as']} rules={required}>
            <Input aria-label={becomes} placeholder={becomes} spellCheck={false} autoComplete="off" />
          </Form.Item>
        </>
      )}
    </FormRows>
  );
}
