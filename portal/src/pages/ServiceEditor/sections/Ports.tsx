import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../../components/Icon';
import styles from '../Editor.module.css';
import { orNull } from '../values';

const LAST_PORT = 65535;
const AT = ['config', 'ports'];

/** What the service listens on. */
export function Ports() {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.lead}>{t('editor.portsLead')}</p>
      <Form.List name={AT}>
        {(rows, { add, remove }) => (
          <div className={styles.rows}>
            {rows.map((row, index) => (
              <div key={row.key} className={styles.port}>
                <Form.Item
                  name={[row.name, 'port']}
                  rules={[{ required: true, message: t('form.required') }]}
                >
                  <InputNumber
                    min={1}
                    max={LAST_PORT}
                    precision={0}
                    className={styles.full}
                    placeholder={t('editor.port')}
                    aria-label={t('editor.portNumber', { number: index + 1 })}
                  />
                </Form.Item>
                <Form.Item name={[row.name, 'protocol']}>
                  <Select
                    aria-label={t('editor.protocolOf', { number: index + 1 })}
                    options={['TCP', 'UDP'].map((value) => ({ value, label: value }))}
                  />
                </Form.Item>
                <Form.Item name={[row.name, 'name']} normalize={orNull}>
                  <Input
                    autoComplete="off"
                    spellCheck={false}
                    placeholder={t('editor.portName')}
                    aria-label={t('editor.nameOfPort', { number: index + 1 })}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<Icon name="remove" />}
                  aria-label={t('editor.removePort', { number: index + 1 })}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button
              type="dashed"
              icon={<Icon name="plus" />}
              onClick={() => add({ port: null, name: null, protocol: 'TCP' })}
            >
              {t('editor.addPort')}
            </Button>
          </div>
        )}
      </Form.List>
    </>
  );
}
