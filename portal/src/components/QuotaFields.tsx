import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { NumberItem } from './NumberItem';
import panel from './Panel.module.css';
import { COUNTS, QUANTITIES } from './quota';

const MOST = 10_000;

/** The inputs of a quota, below the form's field `quota`. */
export function QuotaFields() {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      {QUANTITIES.map((name) => (
        <Form.Item key={name} name={['quota', name]} label={t(`quota.${name}`)} rules={required}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
      ))}
      {COUNTS.map((name) => (
        <NumberItem
          key={name}
          name={['quota', name]}
          label={t(`quota.${name}`)}
          least={0}
          most={MOST}
          required
          input={{ className: panel.full }}
        />
      ))}
    </>
  );
}
