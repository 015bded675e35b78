import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplication, useApplications } from '../../api/applications';
import { ownServices } from '../../api/canary';

export interface Led {
  application?: string;
  service_id?: string;
}

const CHOICES = 50;

/** Where a domain leads: an application of a tenant, and one of its services that has ports; nothing leads to none. */
export function ServiceChoice({ tenantId }: { tenantId: string | undefined }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Led>();
  const [q, setQ] = useState('');
  const chosen = Form.useWatch('application', form);
  const found = useApplications({
    page: 1,
    page_size: CHOICES,
    sort: 'name',
    ...(q && { q }),
    ...(tenantId && { tenant_id: tenantId }),
  });
  return (
    <>
      <Form.Item name="application" label={t('field.application')} extra={t('domains.serviceLater')}>
        <Select
          allowClear
          showSearch={{ filterOption: false, onSearch: setQ }}
          options={found.data?.items.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={() => form.setFieldsValue({ service_id: undefined })}
        />
      </Form.Item>
      {chosen && <ServiceOf application={chosen} />}
    </>
  );
}

function ServiceOf({ application }: { application: string }) {
  const { t } = useTranslation();
  const { data } = useApplication(application);
  const services = data ? ownServices(data) : [];
  return (
    <Form.Item
      name="service_id"
      label={t('field.service')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Select
        options={services.map(({ id, name, config }) => {
          const none = (config.ports ?? []).length === 0;
          return { value: id, label: none ? t('domains.noPorts', { name }) : name, disabled: none };
        })}
      />
    </Form.Item>
  );
}
