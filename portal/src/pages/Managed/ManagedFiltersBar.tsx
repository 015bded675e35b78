import { useTranslation } from 'react-i18next';

import { KINDS, STATES, useEngines, type ManagedQuery } from '../../api/managed';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';
import type { Filters } from '../../components/useFilters';

export const FILTERS = ['q', 'engine', 'state', 'tenant_id'] as const;
export type ManagedFilters = Filters<(typeof FILTERS)[number]>;

/** What the address narrows the list to; what is no engine or state narrows nothing. */
export function narrowedBy({ q, engine, state, tenant_id: tenant }: ManagedFilters): Partial<ManagedQuery> {
  const kind = KINDS.find((one) => one === engine);
  const found = STATES.find((one) => one === state);
  return {
    ...(q && { q }),
    ...(kind && { engine: kind }),
    ...(found && { state: found }),
    ...(tenant && { tenant_id: tenant }),
  };
}

interface Props {
  filters: ManagedFilters;
  change: (change: ManagedFilters) => void;
  reset: () => void;
}

export function ManagedFiltersBar({ filters, change, reset }: Props) {
  const { t } = useTranslation();
  const engines = useEngines().data ?? [];
  return (
    <FilterBar reset={reset} narrowed={hasOwnFilters(narrowedBy(filters))}>
      <SearchBox label={t('managed.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      <ChoiceFilter
        label={t('managed.engine')}
        all={t('managed.allEngines')}
        value={filters.engine}
        options={engines.map(({ engine, name }) => ({ value: engine, label: name }))}
        onChange={(engine) => change({ engine })}
      />
      <ChoiceFilter
        label={t('field.state')}
        all={t('managed.allStates')}
        value={STATES.find((one) => one === filters.state)}
        options={STATES.map((value) => ({ value, label: t(`managed.state.${value}`) }))}
        onChange={(state) => change({ state })}
      />
    </FilterBar>
  );
}
