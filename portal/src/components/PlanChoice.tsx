import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Plan } from '../api/managed';

import styles from './Choices.module.css';
import { lackingFor, type Amounts } from './plan';
import { useAmount } from './useAmount';
import { usePlanWords } from './usePlanWords';

interface Props {
  plans: readonly Plan[];
  /** What the tenant's quota has left; absent while that is not known. */
  left?: Amounts | undefined;
  /** The plan that is in force, to choose another one. */
  now?: Plan;
}

/** One of the sizes in which something is offered; says beforehand which of them the quota has no room for. */
export function PlanChoice({ plans, left, now }: Props) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const inWords = usePlanWords();
  const lacking = (plan: Plan) =>
    left ? lackingFor(plan, left, now).map((size) => t(`managed.size.${size}`)) : [];
  return (
    <Form.Item
      name="plan"
      label={t('managed.plan')}
      rules={[{ required: true, message: t('form.required') }]}
      extra={
        left &&
        t('managed.left', {
          cpu: amount('cpu', String(left.cpu)),
          memory: amount('memory', String(left.memory)),
          storage: amount('storage', String(left.storage)),
        })
      }
    >
      <Radio.Group className={styles.choices ?? ''}>
        {plans.map((plan) => {
          const short = lacking(plan);
          const present = plan.name === now?.name;
          return (
            <Radio key={plan.name} value={plan.name} className={styles.choice ?? ''}>
              <span className={styles.words}>
                <strong>{present ? t('managed.planNow', { plan: plan.name }) : plan.name}</strong>
                <span className={styles.amounts}>{inWords(plan)}</span>
                {short.length > 0 && (
                  <span className={styles.short}>{t('managed.tooLarge', { what: short.join(', ') })}</span>
                )}
              </span>
            </Radio>
          );
        })}
      </Radio.Group>
    </Form.Item>
  );
}
