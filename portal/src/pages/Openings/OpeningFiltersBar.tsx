import { Button, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { DIRECTIONS, STATES, type OpeningQuery } from '../../api/openings';
import { useOfPlatform } from '../../api/session';
import filtersStyle from '../../components/Filters.module.css';
import { SearchBox } from '../../components/SearchBox';
import type { Filters } from '../../components/useFilters';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazy(() => import('../../components/TenantSelect'));

export const FILTERS = ['q', 'direction', 'state', 'tenant', 'sort', 'page'] as const;
export type OpeningFilters = Filters<(typeof FILTERS)[number]>;

/** What the address narrows the list to; what is no direction or state narrows nothing. */
export function narrowedBy({ q, direction, state, tenant }: OpeningFilters): Partial<OpeningQuery> {
  const way = DIRECTIONS.find((one) => one === direction);
  const found = STATES.find((one) => one === state);
  return {
    ...(q && { q }),
    ...(way && { direction: way }),
    ...(found && { state: found }),
    ...(tenant && { tenant_id: tenant }),
  };
}

interface Props {
  filters: OpeningFilters;
  change: (change: OpeningFilters) => void;
  reset: () => void;
}

/** Given and received are seen from a tenant, so the platform's roles choose one first. */
export function OpeningFiltersBar({ filters, change, reset }: Props) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  return (
    <div className={filtersStyle.bar} role="search">
      <SearchBox
        key={filters.q ?? ''}
        label={t('openings.search')}
        value={filters.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      {ofPlatform && (
        <Suspense fallback={<span className={filtersStyle.field} />}>
          <TenantSelect
            value={filters.tenant}
            onChange={(id) => change({ tenant: id ?? '', direction: '' })}
          />
        </Suspense>
      )}
      {(!ofPlatform || filters.tenant) && (
        <Select
          className={filtersStyle.narrow}
          allowClear
          placeholder={t('openings.allDirections')}
          aria-label={t('openings.direction')}
          value={filters.direction}
          options={DIRECTIONS.map((value) => ({ value, label: t(`openings.directionOf.${value}`) }))}
          onChange={(chosen: string | undefined) => change({ direction: chosen ?? '' })}
        />
      )}
      <Select
        className={filtersStyle.narrow}
        allowClear
        placeholder={t('openings.allStates')}
        aria-label={t('field.state')}
        value={filters.state}
        options={STATES.map((value) => ({ value, label: t(`openings.state.${value}`) }))}
        onChange={(chosen: string | undefined) => change({ state: chosen ?? '' })}
      />
      <Button type="text" disabled={Object.keys(narrowedBy(filters)).length === 0} onClick={reset}>
        {t('action.reset')}
      </Button>
    </div>
  );
}
