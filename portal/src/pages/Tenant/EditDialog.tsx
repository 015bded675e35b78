import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { changeTenant, type Tenant, type TenantChanged, type TenantPatch } from '../../api/tenants';
import { FormDialog } from '../../components/FormDialog';
import { choiceOf } from '../../components/quota';
import { QuotaChoice } from '../../components/QuotaChoice';
import { useExcessNotice } from '../../components/useExcessNotice';

export function EditDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const tellExcess = useExcessNotice();
  const { id, name } = tenant;
  return (
    <FormDialog<TenantPatch, TenantChanged>
      title={t('tenants.edit', { name })}
      submit={t('action.save')}
      initial={{ display_name: tenant.display_name, preset: tenant.preset ?? '', quota: tenant.quota }}
      run={({ display_name: shown, ...quota }) =>
        changeTenant({ id, body: { display_name: shown ?? '', ...choiceOf(quota) } })
      }
      said={() => t('said.changed', { name })}
      stale={[keys.tenants, keys.presets]}
      onClose={onClose}
      onDone={(changed) => tellExcess([changed])}
    >
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <QuotaChoice />
    </FormDialog>
  );
}
