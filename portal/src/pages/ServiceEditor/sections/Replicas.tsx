import { Form, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { NumberItem } from '../../../components/NumberItem';
import own from '../autoscaling/Autoscaling.module.css';
import { RulesFields } from '../autoscaling/RulesFields';
import type { Rules } from '../autoscaling/simulate';
import styles from '../Editor.module.css';

const MOST_REPLICAS = 500;

/** What the server takes where nothing is said, by CPU. */
const USUAL: Rules = {
  min: 2,
  max: 6,
  cpu: 70,
  memory: null,
  scale_up: { stabilization_seconds: 0, replicas: 4, percent: 100, period_seconds: 15 },
  scale_down: { stabilization_seconds: 300, replicas: null, percent: 100, period_seconds: 15 },
};

/** How many of it run: a number, or rules by which the number follows its use. */
export function Replicas() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const rules = Form.useWatch<Rules | null | undefined>('autoscaling', { form, preserve: true });
  const choose = (kind: string) => form.setFieldValue('autoscaling', kind === 'byUse' ? USUAL : null);
  return (
    <>
      <Segmented
        className={own.kind}
        aria-label={t('editor.section.replicas')}
        value={rules ? 'byUse' : 'byHand'}
        onChange={choose}
        options={(['byHand', 'byUse'] as const).map((value) => ({ value, label: t(`autoscaling.${value}`) }))}
      />
      {rules ? (
        <RulesFields rules={rules} />
      ) : (
        <div className={styles.grid}>
          <NumberItem
            name="replicas"
            label={t('field.replicas')}
            extra={t('editor.replicasRule')}
            least={0}
            most={MOST_REPLICAS}
            required
            input={{ className: styles.full }}
          />
        </div>
      )}
    </>
  );
}
