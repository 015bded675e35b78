import { useTranslation } from 'react-i18next';

import type { Usage } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { Meter } from '../../components/Meter';
import { percentOf } from '../../components/quantity';
import { BOUNDS } from '../../components/quota';
import { useAmount } from '../../components/useAmount';
import { useLanguage } from '../../i18n/useLanguage';

type Bound = (typeof BOUNDS)[number];

/** What is used and what is promised of each bound. */
export function UsageTable({ usage }: { usage: Usage | undefined }) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const percents = new Intl.NumberFormat(useLanguage(), { style: 'percent' });
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
          render: (bound) => amount(bound, usage?.used?.[bound]),
        },
        {
          key: 'reserved',
          title: t('tenants.reserved'),
          align: 'end',
          render: (bound) => usage && amount(bound, usage.reserved[bound]),
        },
        {
          key: 'hard',
          title: t('field.quota'),
          align: 'end',
          render: (bound) => usage && amount(bound, usage.hard[bound]),
        },
        {
          key: 'share',
          title: t('tenants.share'),
          render: (bound) => {
            if (!usage) return null;
            const taken = percentOf(usage.used?.[bound] ?? usage.reserved[bound], usage.hard[bound]) ?? 0;
            return <Meter label={t(`bound.${bound}`)} used={percents.format(taken / 100)} share={taken} />;
          },
        },
      ]}
    />
  );
}
