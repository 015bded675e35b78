import { Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { NumberItem } from '../../components/NumberItem';

import styles from './Editor.module.css';
import { asKind, kindOf, KINDS, type Probe, type ProbeKind } from './probe';
import { TryProbe } from './TryProbe';
import { orNull } from './values';
import { Words } from './Words';

const LAST_PORT = 65535;
const NUMBERS = [
  { field: 'initial_delay_seconds', least: 0, most: 3600 },
  { field: 'period_seconds', least: 1, most: 3600 },
  { field: 'timeout_seconds', least: 1, most: 300 },
  { field: 'failure_threshold', least: 1, most: 100 },
] as const;

/** One probe: what it does, and how often. */
export function ProbeFields({ of }: { of: 'readiness' | 'liveness' | 'startup' }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const at = ['config', 'probes', of];
  const probe = Form.useWatch<Probe | null | undefined>(at, { form, preserve: true });
  const kind = kindOf(probe);
  const required = [{ required: true, message: t('form.required') }];
  return (
    <div role="group" aria-label={t(`editor.probe.${of}`)}>
      <h3 className={styles.heading}>{t(`editor.probe.${of}`)}</h3>
      <p className={styles.lead}>{t(`editor.probeRule.${of}`)}</p>
      <Form.Item name={at} className={styles.kinds}>
        <Kinds label={t('editor.probeKindOf', { probe: t(`editor.probe.${of}`) })} />
      </Form.Item>
      {kind === 'http' && (
        <div className={styles.two}>
          <Form.Item name={[...at, 'http_path']} label={t('editor.httpPath')} rules={required}>
            <Input autoComplete="off" spellCheck={false} placeholder="/healthz" />
          </Form.Item>
          <Port at={at} />
        </div>
      )}
      {kind === 'tcp' && (
        <div className={styles.two}>
          <Port at={at} />
        </div>
      )}
      {kind === 'command' && (
        <Form.Item name={[...at, 'command']} label={t('field.command')} rules={required}>
          <Words label={t(`editor.probe.${of}`)} />
        </Form.Item>
      )}
      {kind !== 'none' && (
        <div className={styles.four}>
          {NUMBERS.map(({ field, least, most }) => (
            <NumberItem
              key={field}
              name={[...at, field]}
              label={t(`editor.probeNumber.${field}`)}
              least={least}
              most={most}
              required
              input={{ className: styles.full }}
            />
          ))}
        </div>
      )}
      {probe && <TryProbe probe={probe} label={t(`editor.probe.${of}`)} />}
    </div>
  );
}

function Port({ at }: { at: (string | number)[] }) {
  const { t } = useTranslation();
  return (
    <NumberItem
      name={[...at, 'port']}
      label={t('editor.port')}
      normalize={orNull}
      least={1}
      most={LAST_PORT}
      input={{ className: styles.full, placeholder: t('editor.firstPort') }}
    />
  );
}

interface KindsProps {
  label: string;
  value?: Probe | null;
  onChange?: (probe: Probe | null) => void;
}

function Kinds({ label, value, onChange }: KindsProps) {
  const { t } = useTranslation();
  return (
    <Segmented<ProbeKind>
      aria-label={label}
      value={kindOf(value)}
      onChange={(kind) => onChange?.(asKind(kind, value))}
      options={KINDS.map((kind) => ({ value: kind, label: t(`editor.probeKind.${kind}`) }))}
    />
  );
}
