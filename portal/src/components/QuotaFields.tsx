import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

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
        <Form.Item key={name} name={['quota', name]} label={t(`quota.${name}`)} rules={required}>
          <InputNumber min={0} max={MOST} precision={0} className={panel.full} />
        </Form.Item>
      ))}
    </>
  );
}
