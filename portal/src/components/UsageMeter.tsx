import { useTranslation } from 'react-i18next';

import type { ContainerRow } from '../api/containers';

import { Meter } from './Meter';
import { percentOf } from './quantity';
import { useAmount } from './useAmount';

/** What a container uses of one resource, against its limit. */
export function UsageMeter({
  row,
  of,
}: {
  row: Pick<ContainerRow, 'usage' | 'limits'>;
  of: 'cpu' | 'memory';
}) {
  const { t } = useTranslation();
  const words = useAmount();
  if (!row.usage) return <span aria-label={t('containers.usageUnknown')}>–</span>;
  const used = row.usage[of];
  const limit = row.limits[of];
  return (
    <Meter
      label={t(`field.${of}`)}
      used={(limit === undefined ? words.amount : words.part)(of, used)}
      most={limit === undefined ? undefined : words.amount(of, limit)}
      share={percentOf(used, limit)}
    />
  );
}
