import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Usage } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { share } from '../../components/quantity';
import { BOUNDS } from '../../components/quota';
import { useAmount } from '../../components/useAmount';

import styles from './Tenant.module.css';

type Bound = (typeof BOUNDS)[number];
const FULL = 100;

/** What is used and what is promised of each bound. */
export function UsageTable({ usage }: { usage: Usage | undefined }) {
  const { t } = useTranslation();
  const inWords = useAmount();
  return (
    <DataTable<Bound>
      label={t('tenants.usage')}
      rows={usage && BOUNDS}
      rowKey={(bound) => bound}
      empty={t('list.nothingFound')}
      columns={[
        { key: 'what', title: t('metering.resource'), render: (bound) => t(`bound.${bound}`) },
        {
          key: 'used',
          title: t('tenants.used'),
          align: 'end',
          render: (bound) => inWords(usage?.used?.[bound]),
        },
        {
          key: 'reserved',
          title: t('tenants.reserved'),
          align: 'end',
          render: (bound) => usage && inWords(usage.reserved[bound]),
        },
        {
          key: 'hard',
          title: t('field.quota'),
          align: 'end',
          render: (bound) => usage && inWords(usage.hard[bound]),
        },
        {
          key: 'share',
          title: t('tenants.share'),
          only: 'medium',
          render: (bound) => {
            if (!usage) return null;
            const taken = share(usage.used?.[bound] ?? usage.reserved[bound], usage.hard[bound]);
            return (
              <div className={styles.bar}>
                <Progress
                  percent={taken}
                  size="small"
                  status={taken > FULL ? 'exception' : 'normal'}
                  aria-label={t(`bound.${bound}`)}
                />
              </div>
            );
          },
        },
      ]}
    />
  );
}
