import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useApplications } from '../../api/applications';
import type { MeteringFilters } from '../../api/metering';
import { useOfPlatform } from '../../api/session';
import styles from '../../components/Filters.module.css';
import { PeriodPicker } from '../../components/PeriodPicker';

import { RegistrySelect } from './RegistrySelect';
import { depthsOf, IMAGE_STORAGE, type Depth } from './numbers';

const RESOURCES = ['container', 'managed_service', 'volume', 'domain', IMAGE_STORAGE, 'all'] as const;
const CHOICES = 100;

interface Props {
  filters: MeteringFilters;
  /** The period that is shown, also when none is chosen. */
  since: string | undefined;
  until: string | undefined;
  change: (change: MeteringFilters) => void;
  depth: Depth;
  onDepth: (depth: Depth) => void;
}

export function MeteringFiltersBar({ filters, since, until, change, depth, onDepth }: Props) {
  const { t } = useTranslation();
  const resource = filters.resource ?? 'container';
  return (
    <div className={styles.bar} role="search">
      <PeriodPicker since={since} until={until} onChange={change} clearable={false} />
      <Select
        className={styles.narrow}
        aria-label={t('metering.resource')}
        value={resource}
        options={RESOURCES.map((one) => ({ value: one, label: t(`metering.of.${one}`) }))}
        onChange={(one: string) =>
          change({ resource: one === 'container' ? '' : one, application_id: '', registry_id: '' })
        }
      />
      {resource === IMAGE_STORAGE ? (
        <RegistrySelect value={filters.registry_id} onChange={(id) => change({ registry_id: id })} />
      ) : (
        <ApplicationSelect filters={filters} change={change} />
      )}
      <Select
        className={styles.narrow}
        aria-label={t('metering.groupBy')}
        value={depth}
        options={depthsOf(resource).map((value) => ({ value, label: t(`metering.by.${value}`) }))}
        onChange={onDepth}
      />
    </div>
  );
}

function ApplicationSelect({ filters, change }: Pick<Props, 'filters' | 'change'>) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const { tenant_id: tenant } = filters;
  const applications = useApplications({
    page: 1,
    page_size: CHOICES,
    sort: 'name',
    ...(tenant && { tenant_id: tenant }),
  });
  return (
    <Select
      className={styles.field}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('metering.allApplications')}
      aria-label={t('field.application')}
      value={filters.application_id}
      options={applications.data?.items.map(({ id, name, tenant_name: owner }) => ({
        value: id,
        label: ofPlatform && !tenant ? `${owner} / ${name}` : name,
      }))}
      onChange={(id: string | undefined) => change({ application_id: id ?? '' })}
    />
  );
}
