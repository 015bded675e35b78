import { useTranslation } from 'react-i18next';

import type { Usage } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { Meter } from '../../components/Meter';
import { share } from '../../components/quantity';
import { BOUNDS } from '../../components/quota';
import { useAmount } from '../../components/useAmount';
import { useLanguage } from '../../i18n/useLanguage';

type Bound = (typeof BOUNDS)[number];

/** What is used and what is promised of each bound. */
export function UsageTable({ usage }: { usage: Usage | undefined }) {
  const { t } = useTranslation();
  const inWords = useAmount();
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
          render: (bound) => {
            if (!usage) return null;
            const taken = share(usage.used?.[bound] ?? usage.reserved[bound], usage.hard[bound]);
            return <Meter label={t(`bound.${bound}`)} used={percents.format(taken / 100)} share={taken} />;
          },
        },
      ]}
    />
  );
}
