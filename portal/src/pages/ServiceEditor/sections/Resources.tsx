import { Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAmount } from '../../../components/useAmount';
import styles from '../Editor.module.css';
import { QuotaRoom } from '../QuotaRoom';
import { presetOf, PRESETS, type Size } from '../sizes';
import { orNull } from '../values';

const AT = ['config', 'resources'];

/** What each replica gets, and whether the tenant has that much left. */
export function Resources() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const size = Form.useWatch<Size | undefined>(AT, { form, preserve: true }) ?? {};
  const choose = (name: string) => {
    const chosen = PRESETS.find((preset) => preset.name === name);
    if (chosen) form.setFieldValue(AT, { ...size, ...chosen.size, cpu_limit: null, memory_limit: null });
  };
  const words = useAmount();
  const amount = (field: 'cpu' | 'memory' | 'cpu_limit' | 'memory_limit', example: string) => (
    <Form.Item
      name={[...AT, field]}
      label={t(`editor.amount.${field}`)}
      extra={t(`editor.amountRule.${field}`)}
      {...(field.endsWith('_limit') && { normalize: orNull })}
      rules={[
        { required: !field.endsWith('_limit'), message: t('form.required') },
        { pattern: /^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, message: t('editor.amountInvalid') },
      ]}
    >
      <Input autoComplete="off" spellCheck={false} placeholder={example} />
    </Form.Item>
  );
  return (
    <>
      <Form.Item label={t('editor.size')}>
        <Segmented
          className={styles.presets}
          aria-label={t('editor.size')}
          value={presetOf(size)}
          onChange={choose}
          options={[
            ...PRESETS.map(({ name, size: { cpu, memory } }) => ({
              value: name,
              label: `${t(`editor.preset.${name}`)} · ${words.amount('cpu', cpu)} / ${words.amount('memory', memory)}`,
            })),
            { value: 'custom', label: t('editor.preset.custom'), disabled: presetOf(size) !== 'custom' },
          ]}
        />
      </Form.Item>
      <div className={styles.four}>
        {amount('cpu', '100m')}
        {amount('memory', '128Mi')}
        {amount('cpu_limit', '1')}
        {amount('memory_limit', '256Mi')}
      </div>
      <QuotaRoom size={size} />
    </>
  );
}
