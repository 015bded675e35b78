import { AutoComplete, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Path } from '../../components/formErrors';
import { Icon } from '../../components/Icon';

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
    <Form.List name={name}>
      {(rows, { add, remove }) => (
        <div className={styles.rows}>
          {rows.map((row) => (
            <div key={row.key} className={styles.pair}>
              <Form.Item name={[row.name, 'key']} rules={required}>
                <AutoComplete
                  aria-label={t('editor.key')}
                  placeholder={t('editor.key')}
                  options={keys.map((value) => ({ value }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'as']} rules={required}>
                <Input aria-label={becomes} placeholder={becomes} spellCheck={false} autoComplete="off" />
              </Form.Item>
              <Button
                type="text"
                icon={<Icon name="remove" />}
                aria-label={t('editor.removeKey')}
                onClick={() => remove(row.name)}
              />
            </div>
          ))}
          <Button size="small" icon={<Icon name="plus" />} onClick={() => add({ key: '', as: '' })}>
            {t('editor.addKey')}
          </Button>
        </div>
      )}
    </Form.List>
  );
}
