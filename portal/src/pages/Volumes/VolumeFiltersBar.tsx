import { Button, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../../api/session';
import { STATES, type VolumeQuery } from '../../api/volumes';
import filtersStyle from '../../components/Filters.module.css';
import { SearchBox } from '../../components/SearchBox';
import type { Filters } from '../../components/useFilters';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazy(() => import('../../components/TenantSelect'));

export const FILTERS = ['q', 'tenant', 'application', 'service', 'state', 'used', 'sort', 'page'] as const;
export type VolumeFilters = Filters<(typeof FILTERS)[number]>;

const USES = ['used', 'unused'] as const;

/** What the address narrows the list to; what is no state narrows nothing. */
export function narrowedBy(filters: VolumeFilters): Partial<VolumeQuery> {
  const { q, tenant, application, service, state, used } = filters;
  const found = STATES.find((one) => one === state);
  return {
    ...(q && { q }),
    ...(tenant && { tenant }),
    ...(application && { application }),
    ...(service && { service }),
    ...(found && { state: found }),
    ...((used === 'used' || used === 'unused') && { used: used === 'used' }),
  };
}

interface Props {
  filters: VolumeFilters;
  change: (change: VolumeFilters) => void;
  reset: () => void;
}

export function VolumeFiltersBar({ filters, change, reset }: Props) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  return (
    <div className={filtersStyle.bar} role="search">
      <SearchBox
        key={filters.q ?? ''}
        label={t('volumes.search')}
        value={filters.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      {ofPlatform && (
        <Suspense fallback={<span className={filtersStyle.field} />}>
          <TenantSelect value={filters.tenant} onChange={(id) => change({ tenant: id ?? '' })} />
        </Suspense>
      )}
      <Select
        className={filtersStyle.narrow}
        allowClear
        placeholder={t('volumes.allUses')}
        aria-label={t('volumes.use')}
        value={filters.used}
        options={USES.map((value) => ({ value, label: t(`volumes.uses.${value}`) }))}
        onChange={(chosen: string | undefined) => change({ used: chosen ?? '' })}
      />
      <Select
        className={filtersStyle.narrow}
        allowClear
        placeholder={t('volumes.allStates')}
        aria-label={t('field.state')}
        value={filters.state}
        options={STATES.map((value) => ({ value, label: t(`volumes.state.${value}`) }))}
        onChange={(chosen: string | undefined) => change({ state: chosen ?? '' })}
      />
      <Button type="text" disabled={Object.keys(narrowedBy(filters)).length === 0} onClick={reset}>
        {t('action.reset')}
      </Button>
    </div>
  );
}
