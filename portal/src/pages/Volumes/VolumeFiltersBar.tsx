import { useTranslation } from 'react-i18next';

import { STATES, type VolumeQuery } from '../../api/volumes';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';
import type { Filters } from '../../components/useFilters';

export const FILTERS = ['q', 'tenant', 'application', 'service', 'state', 'used'] as const;
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
  return (
    <FilterBar reset={reset} narrowed={hasOwnFilters(narrowedBy(filters))}>
      <SearchBox label={t('volumes.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      <ChoiceFilter
        label={t('volumes.use')}
        all={t('volumes.allUses')}
        value={USES.find((one) => one === filters.used)}
        options={USES.map((value) => ({ value, label: t(`volumes.uses.${value}`) }))}
        onChange={(used) => change({ used })}
      />
      <ChoiceFilter
        label={t('field.state')}
        all={t('volumes.allStates')}
        value={STATES.find((one) => one === filters.state)}
        options={STATES.map((value) => ({ value, label: t(`volumes.state.${value}`) }))}
        onChange={(state) => change({ state })}
      />
    </FilterBar>
  );
}
