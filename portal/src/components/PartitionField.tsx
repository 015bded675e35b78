import { Form, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { usePartitions } from '../api/partitions';
import { useMay } from '../api/session';

import type { Path } from './formErrors';

interface Props {
  name: Path;
  /** Only the partitions that are granted to this tenant are offered. */
  tenantId: string | undefined;
  /** Where the service is now: stays on offer, also after a grant was lost. */
  now?: string | null;
  normalize?: (value: unknown) => unknown;
  /** Shown where the tenant has no partition to choose from; nothing is, without it. */
  none?: ReactNode;
}

/** Where a service runs. Not there where its tenant has no partition to choose from. */
export function PartitionField({ name, tenantId, now = null, normalize, none = null }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const partitions = usePartitions(undefined, may('partition.read'));
  const granted = (partitions.data?.items ?? []).filter(({ tenants }) =>
    tenants.some(({ id }) => id === tenantId),
  );
  const shown = new Map(
    granted.map((one) => [one.name, one.display_name ? `${one.name} (${one.display_name})` : one.name]),
  );
  if (now !== null && !shown.has(now)) shown.set(now, now);
  if (shown.size === 0) return none;
  return (
    <Form.Item
      name={name}
      label={t('field.partition')}
      extra={t('form.partitionRule')}
      {...(normalize && { normalize })}
    >
      <Select
        allowClear
        placeholder={t('form.anyHost')}
        options={[...shown].map(([value, label]) => ({ value, label }))}
      />
    </Form.Item>
  );
}
