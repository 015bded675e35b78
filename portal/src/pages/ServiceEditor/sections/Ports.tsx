import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormRows } from '../../../components/FormRows';
import { NumberItem } from '../../../components/NumberItem';
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
      <FormRows
        name={AT}
        columns={styles.port}
        add={t('editor.addPort')}
        first={{ port: null, name: null, protocol: 'TCP' }}
        remove={(index) => t('editor.removePort', { number: index + 1 })}
      >
        {(row, index) => (
          <>
            <NumberItem
              name={[row, 'port']}
              least={1}
              most={LAST_PORT}
              required
              input={{
                className: styles.full,
                placeholder: t('editor.port'),
                'aria-label': t('editor.portNumber', { number: index + 1 }),
              }}
            />
            <Form.Item name={[row, 'protocol']}>
              <Select
                aria-label={t('editor.protocolOf', { number: index + 1 })}
                options={['TCP', 'UDP'].map((value) => ({ value, label: value }))}
              />
            </Form.Item>
            <Form.Item name={[row, 'name']} normalize={orNull}>
              <Input
                autoComplete="off"
                spellCheck={false}
                placeholder={t('editor.portName')}
                aria-label={t('editor.nameOfPort', { number: index + 1 })}
              />
            </Form.Item>
          </>
        )}
      </FormRows>
    </>
  );
}
