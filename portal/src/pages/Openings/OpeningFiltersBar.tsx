import { useTranslation } from 'react-i18next';

import { DIRECTIONS, STATES, type OpeningQuery } from '../../api/openings';
import { useOfPlatform } from '../../api/session';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';
import type { Filters } from '../../components/useFilters';

export const FILTERS = ['q', 'direction', 'state', 'tenant'] as const;
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
    <FilterBar reset={reset} narrowed={hasOwnFilters(narrowedBy(filters))}>
      <SearchBox label={t('openings.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      {(!ofPlatform || filters.tenant) && (
        <ChoiceFilter
          label={t('openings.direction')}
          all={t('openings.allDirections')}
          value={DIRECTIONS.find((one) => one === filters.direction)}
          options={DIRECTIONS.map((value) => ({ value, label: t(`openings.directionOf.${value}`) }))}
          onChange={(direction) => change({ direction })}
        />
      )}
      <ChoiceFilter
        label={t('field.state')}
        all={t('openings.allStates')}
        value={STATES.find((one) => one === filters.state)}
        options={STATES.map((value) => ({ value, label: t(`openings.state.${value}`) }))}
        onChange={(state) => change({ state })}
      />
    </FilterBar>
  );
}
