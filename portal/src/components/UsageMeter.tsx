import { useTranslation } from 'react-i18next';

import type { ContainerRow } from '../api/containers';
import { useLanguage } from '../i18n/useLanguage';

import { bytes, cores, shareOf } from './amounts';
import { Meter } from './Meter';
import { quantity } from './quantity';

/** What a container uses of one resource, against its limit. */
export function UsageMeter({
  row,
  of,
}: {
  row: Pick<ContainerRow, 'usage' | 'limits'>;
  of: 'cpu' | 'memory';
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (!row.usage) return <span aria-label={t('containers.usageUnknown')}>–</span>;
  const used = row.usage[of];
  const limit = row.limits[of];
  const words = of === 'cpu' ? cores : bytes;
  return (
    <Meter
      label={t(`field.${of}`)}
      used={words(used, language)}
      most={limit === undefined ? undefined : words(quantity(limit), language)}
      share={shareOf(used, limit)}
    />
  );
}
