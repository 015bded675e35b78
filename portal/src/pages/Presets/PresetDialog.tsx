import { Alert, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { changePreset, createPreset, type Preset, type PresetCreate } from '../../api/presets';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { QuotaFields } from '../../components/QuotaFields';

const FIRST_QUOTA = {
  cpu: '4',
  memory: '8Gi',
  storage: '100Gi',
  pods: 50,
  volumes: 20,
  services: 100,
  domains: 20,
};

export function PresetDialog({ preset, onClose }: { preset: Preset | null; onClose: () => void }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<PresetCreate, Preset>
      title={preset ? t('presets.edit', { name: preset.name }) : t('presets.create')}
      submit={preset ? t('action.save') : t('action.create')}
      initial={preset ?? { quota: FIRST_QUOTA }}
      run={({ name, quota }) =>
        preset ? changePreset({ id: preset.id, quota }) : createPreset({ name, quota })
      }
      said={({ name }) => t(preset ? 'said.changed' : 'said.created', { name })}
      stale={[keys.presets, keys.tenants]}
      onClose={onClose}
    >
      {!preset && (
        <Form.Item name="name" label={t('presets.name')} extra={t('form.nameRule')} rules={required}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
      )}
      {preset && preset.tenants.length > 0 && (
        <Form.Item>
          <Alert type="info" showIcon title={t('presets.reaches', { tenants: preset.tenants.join(', ') })} />
        </Form.Item>
      )}
      <QuotaFields />
    </FormDialog>
  );
}
