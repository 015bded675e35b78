import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { NumberItem } from '../../../components/NumberItem';
import { quantity } from '../../../components/quantity';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { useRoom } from '../QuotaRoom';
import type { Size } from '../sizes';

import own from './Autoscaling.module.css';
import { Preview } from './Preview';
import type { Rules } from './simulate';

const AT = 'autoscaling';
const MOST_REPLICAS = 500;
const MOST_PERCENT = 1000;

/** Bounds, targets and paces, and what they would have made of the load. */
export function RulesFields({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const { service } = useEditing();
  const form = Form.useFormInstance();
  const size = Form.useWatch<Size | undefined>(['config', 'resources'], { form, preserve: true }) ?? {};
  const room = useRoom(size, rules.max);
  const reserved = { cpu: quantity(size.cpu ?? ''), memory: quantity(size.memory ?? '') };
  const complete = rules.max >= (rules.min ?? 1) && Boolean(rules.cpu ?? rules.memory);
  return (
    <>
      <div className={styles.four}>
        <Whole field="min" most={MOST_REPLICAS} required />
        <Whole field="max" most={MOST_REPLICAS} required />
        <Whole field="cpu" most={MOST_PERCENT} unit="%" />
        <Whole field="memory" most={MOST_PERCENT} unit="%" />
      </div>
      {room?.some(({ fits }) => !fits) && (
        <Alert type="warning" showIcon title={t('autoscaling.noRoom', { max: rules.max })} />
      )}
      <details className={own.pace}>
        <summary>{t('autoscaling.paces')}</summary>
        <Direction way="scale_up" />
        <Direction way="scale_down" />
      </details>
      {complete && <Preview service={service} rules={rules} reserved={reserved} />}
    </>
  );
}

function Direction({ way }: { way: 'scale_up' | 'scale_down' }) {
  const { t } = useTranslation();
  const number = (
    part: 'stabilization_seconds' | 'replicas' | 'percent' | 'period_seconds',
    most: number,
  ) => (
    <NumberItem
      name={[AT, way, part]}
      label={t('autoscaling.paceOf', { way: t(`autoscaling.${way}`), part: t(`autoscaling.pace.${part}`) })}
      extra={t(`autoscaling.paceRule.${part}`)}
      least={part === 'stabilization_seconds' ? 0 : 1}
      most={most}
      input={{ className: styles.full }}
    />
  );
  return (
    <div className={styles.four}>
      {number('stabilization_seconds', 3600)}
      {number('replicas', MOST_REPLICAS)}
      {number('percent', MOST_PERCENT)}
      {number('period_seconds', 1800)}
    </div>
  );
}

interface WholeProps {
  field: 'min' | 'max' | 'cpu' | 'memory';
  most: number;
  unit?: string;
  required?: boolean;
}

function Whole({ field, most, unit, required = false }: WholeProps) {
  const { t } = useTranslation();
  const wrongOf = (rules: Partial<Rules> | null) => {
    if (field === 'max' && Number(rules?.max) < Number(rules?.min)) return t('autoscaling.maxBelowMin');
    if (field === 'cpu' && !rules?.cpu && !rules?.memory) return t('autoscaling.noTarget');
    return null;
  };
  return (
    <NumberItem
      name={[AT, field]}
      label={t(`autoscaling.field.${field}`)}
      extra={t(`autoscaling.rule.${field}`)}
      dependencies={field === 'max' ? [[AT, 'min']] : field === 'cpu' ? [[AT, 'memory']] : []}
      least={1}
      most={most}
      required={required}
      input={{ className: styles.full, suffix: unit }}
      rules={[
        ({ getFieldValue }) => ({
          validator: () => {
            const wrong = wrongOf(getFieldValue(AT) as Partial<Rules> | null);
            return wrong ? Promise.reject(new Error(wrong)) : Promise.resolve();
          },
        }),
      ]}
    />
  );
}
