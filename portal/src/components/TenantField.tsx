import { Form } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../api/session';
import { useTenants } from '../api/tenants';

import { useTenantInView } from './tenantInView';
import TenantSelect from './TenantSelect';

/** For whom: asked of administrators only. It is the tenant in view, or the only one there is, until they say otherwise. */
export function TenantField() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<{ tenant_id?: string }>();
  const ofPlatform = useOfPlatform();
  const inView = useTenantInView();
  const { data } = useTenants(undefined, ofPlatform);
  const first = inView || (data?.total === 1 ? data.items[0]?.id : undefined);

  useEffect(() => {
    if (first && !form.getFieldValue('tenant_id')) form.setFieldsValue({ tenant_id: first });
  }, [form, first]);

  if (!ofPlatform) return null;
  return (
    <Form.Item
      name="tenant_id"
      label={t('field.tenant')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <TenantSelect />
    </Form.Item>
  );
}
