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
  const inWords = (value: number) => (of === 'cpu' ? cores : bytes)(value, language);
  // Both figures are of one unit, which the last of them names; bytes have it in their words.
  const last = (value: number) =>
    of === 'cpu' ? t('containers.cores', { amount: inWords(value) }) : inWords(value);
  return (
    <Meter
      label={t(`field.${of}`)}
      used={(limit === undefined ? last : inWords)(used)}
      most={limit === undefined ? undefined : last(quantity(limit))}
      share={shareOf(used, limit)}
    />
  );
}
