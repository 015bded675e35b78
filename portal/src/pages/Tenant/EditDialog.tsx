import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePresets } from '../../api/presets';
import { keys } from '../../api/query';
import { changeTenant, type Tenant, type TenantChanged, type TenantPatch } from '../../api/tenants';
import { FormDialog } from '../../components/FormDialog';
import { QuotaFields } from '../../components/QuotaFields';
import { useLanguage } from '../../i18n/useLanguage';

/** What of the form is sent: a preset, or a quota of its own. */
function patchOf({ display_name: shown, preset, quota }: TenantPatch): TenantPatch {
  return { display_name: shown ?? '', ...(preset ? { preset } : { quota: quota ?? null }) };
}

export function EditDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const presets = usePresets();
  const { id, name } = tenant;
  const said = ({ warnings }: TenantChanged) =>
    warnings.length === 0
      ? t('said.changed', { name })
      : t('said.changedOver', {
          name,
          what: warnings.map(({ message, message_zh: chinese }) => (zh ? chinese : message)).join('; '),
        });
  return (
    <FormDialog<TenantPatch, TenantChanged>
      title={t('tenants.edit', { name })}
      submit={t('action.save')}
      initial={{ display_name: tenant.display_name, preset: tenant.preset ?? '', quota: tenant.quota }}
      run={(values) => changeTenant({ id, body: patchOf(values) })}
      said={said}
      stale={[keys.tenants]}
      onClose={onClose}
    >
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="preset" label={t('tenants.preset')} extra={t('tenants.presetRule')}>
        <Select
          options={[
            { value: '', label: t('tenants.ownQuota') },
            ...(presets.data?.items ?? []).map((preset) => ({ value: preset.name, label: preset.name })),
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['preset']}>
        {({ getFieldValue }) => !getFieldValue('preset') && <QuotaFields />}
      </Form.Item>
    </FormDialog>
  );
}
