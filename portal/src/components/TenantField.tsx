import { Form, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../api/session';
import { useTenants } from '../api/tenants';

/** For whom: asked of administrators only; the only tenant there is is chosen by itself. */
export function TenantField() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<{ tenant_id?: string }>();
  const ofPlatform = useOfPlatform();
  const { data } = useTenants(undefined, ofPlatform);
  const only = data?.total === 1 ? data.items[0]?.id : undefined;

  useEffect(() => {
    if (only && !form.getFieldValue('tenant_id')) form.setFieldsValue({ tenant_id: only });
  }, [form, only]);

  if (!ofPlatform) return null;
  return (
    <Form.Item
      name="tenant_id"
      label={t('field.tenant')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={data?.items.map((tenant) => ({ value: tenant.id, label: tenant.name }))}
      />
    </Form.Item>
  );
}
