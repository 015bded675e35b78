import { Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { weighCanary } from '../../../api/canary';
import { keys } from '../../../api/query';
import type { Service } from '../../../api/services';
import { NumberItem } from '../../../components/NumberItem';
import { useAction } from '../../../components/useAction';

import styles from './Canary.module.css';

const STEPS = [10, 50, 100];

/** The share of the requests: the usual steps, and any other number. */
export function Weights({ service: { id, name }, weight }: { service: Service; weight: number }) {
  const { t } = useTranslation();
  const weigh = useAction({
    run: weighCanary,
    said: (_, sent) => t('said.canaryWeighed', { name, share: sent.weight }),
    stale: [keys.applications, keys.service(id)],
  });
  const lead = (share: number) => weigh.mutate({ id, weight: share });
  return (
    <div className={styles.ways} role="group" aria-label={t('canary.weight')}>
      <span>{t('canary.weight')}</span>
      {STEPS.map((share) => (
        <Button
          key={share}
          size="small"
          type={share === weight ? 'primary' : 'default'}
          aria-pressed={share === weight}
          disabled={weigh.isPending}
          onClick={() => share !== weight && lead(share)}
        >
          {t('canary.percent', { share })}
        </Button>
      ))}
      <Form<{ share: number }>
        key={weight}
        layout="inline"
        initialValues={{ share: weight }}
        onFinish={({ share }) => lead(share)}
      >
        <NumberItem
          name="share"
          least={0}
          most={100}
          required
          input={{ size: 'small', className: styles.number, 'aria-label': t('canary.other'), suffix: '%' }}
        />
        <Form.Item>
          <Button size="small" htmlType="submit" loading={weigh.isPending}>
            {t('canary.set')}
          </Button>
        </Form.Item>
      </Form>
    </div>
  );
}
