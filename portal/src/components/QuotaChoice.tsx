import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePresets, type Quota } from '../api/presets';

import { QuotaFields } from './QuotaFields';
import { useAmount } from './useAmount';

interface Chosen {
  preset?: string | null;
  quota?: Partial<Quota> | null;
}

/** A preset, with its amounts, or inputs for amounts of one's own; below the form's fields `preset` and `quota`. */
export function QuotaChoice() {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const presets = usePresets();
  const chosen = Form.useWatch<string | undefined>('preset', Form.useFormInstance<Chosen>());
  const preset = presets.data?.items.find(({ name }) => name === chosen);
  return (
    <>
      <Form.Item
        name="preset"
        label={t('tenants.preset')}
        extra={
          <>
            {preset && <div>{t('tenants.amounts', words(preset.quota, amount))}</div>}
            <div>{t('tenants.presetRule')}</div>
          </>
        }
      >
        <Select
          options={[
            { value: '', label: t('tenants.ownQuota') },
            ...(presets.data?.items ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
        />
      </Form.Item>
      {chosen === '' && <QuotaFields />}
    </>
  );
}

/** All amounts of a quota in words. */
function words(quota: Quota, inWords: (what: string, amount: string | number) => string) {
  const entries = Object.entries(quota).map(([bound, amount]) => [bound, inWords(bound, amount)]);
  return Object.fromEntries(entries) as Record<keyof Quota, string>;
}
