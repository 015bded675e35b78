import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { createTenant, type Tenant, type TenantCreate } from '../../api/tenants';
import { FormDialog } from '../../components/FormDialog';
import { choiceOf, FIRST_QUOTA } from '../../components/quota';
import { QuotaChoice } from '../../components/QuotaChoice';

/** A preset that is there from the beginning and cannot be removed. */
const FIRST_PRESET = 'medium';

export function CreateTenantDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<TenantCreate, Tenant>
      title={t('tenants.create')}
      submit={t('action.create')}
      initial={{ preset: FIRST_PRESET, quota: FIRST_QUOTA }}
      run={({ name, display_name: shown, ...quota }) =>
        createTenant({ name, display_name: shown ?? '', ...choiceOf(quota) })
      }
      said={({ name }) => t('said.created', { name })}
      stale={[keys.tenants, keys.presets, keys.overview]}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('field.tenantName')} extra={t('form.nameRule')} rules={required}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <QuotaChoice />
    </FormDialog>
  );
}
