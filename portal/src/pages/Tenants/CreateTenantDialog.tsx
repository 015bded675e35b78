import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { createTenant, type Tenant, type TenantCreate } from '../../api/tenants';
import { FormDialog } from '../../components/FormDialog';
import panel from '../../components/Panel.module.css';

const FIRST_QUOTA = { cpu: '4', memory: '8Gi', pods: 50 };

export function CreateTenantDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<TenantCreate, Tenant>
      title={t('tenants.create')}
      submit={t('action.create')}
      initial={{ quota: FIRST_QUOTA }}
      run={createTenant}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.tenants]}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('field.tenantName')} extra={t('form.nameRule')} rules={required}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={['quota', 'cpu']} label={t('quota.cpu')} rules={required}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={['quota', 'memory']} label={t('quota.memory')} rules={required}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={['quota', 'pods']} label={t('quota.pods')} rules={required}>
        <InputNumber min={0} precision={0} className={panel.full} />
      </Form.Item>
    </FormDialog>
  );
}
