import { Alert, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import {
  changePreset,
  createPreset,
  type Preset,
  type PresetChanged,
  type PresetCreate,
} from '../../api/presets';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { FIRST_QUOTA } from '../../components/quota';
import { QuotaFields } from '../../components/QuotaFields';
import { useExcessNotice } from '../../components/useExcessNotice';

export function PresetDialog({ preset, onClose }: { preset: Preset | null; onClose: () => void }) {
  const { t } = useTranslation();
  const tellExcess = useExcessNotice();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<PresetCreate, Preset | PresetChanged>
      title={preset ? t('presets.edit', { name: preset.name }) : t('presets.create')}
      submit={preset ? t('action.save') : t('action.create')}
      initial={preset ?? { quota: FIRST_QUOTA }}
      run={({ name, quota }) =>
        preset ? changePreset({ id: preset.id, quota }) : createPreset({ name, quota })
      }
      said={({ name }) => t(preset ? 'said.changed' : 'said.created', { name })}
      stale={[keys.presets, keys.tenants]}
      onClose={onClose}
      onDone={(saved) => 'changed_tenants' in saved && tellExcess(saved.changed_tenants)}
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
