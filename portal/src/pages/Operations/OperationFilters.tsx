import { useTranslation } from 'react-i18next';

import type { OperationFilters } from '../../api/operations';
import { useMay } from '../../api/session';
import { useUsers } from '../../api/users';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { PeriodPicker } from '../../components/PeriodPicker';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';

import { KINDS, useOperationWords } from './words';

interface Props {
  filters: OperationFilters;
  change: (change: OperationFilters) => void;
  reset: () => void;
}

export function OperationFiltersBar({ filters, change, reset }: Props) {
  const { t } = useTranslation();
  const words = useOperationWords();
  const may = useMay();
  return (
    <FilterBar reset={reset} narrowed={hasOwnFilters(filters)}>
      <SearchBox label={t('operations.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      <PeriodPicker since={filters.since} until={filters.until} onChange={change} />
      {may('user.read') && <UserFilter filters={filters} change={change} />}
      <ChoiceFilter
        label={t('field.kind')}
        all={t('operations.allKinds')}
        value={filters.object_kind}
        options={KINDS.map((kind) => ({ value: kind, label: words.kind(kind) }))}
        onChange={(kind) => change({ object_kind: kind })}
      />
      <ChoiceFilter
        label={t('field.outcome')}
        all={t('operations.allOutcomes')}
        value={filters.outcome}
        options={[
          { value: 'ok', label: t('operations.ok') },
          { value: 'refused', label: t('operations.refused') },
        ]}
        onChange={(outcome) => change({ outcome })}
      />
    </FilterBar>
  );
}

const CHOICES = 100;

function UserFilter({ filters, change }: Omit<Props, 'reset'>) {
  const { t } = useTranslation();
  const users = useUsers({ page: 1, page_size: CHOICES });
  return (
    <ChoiceFilter
      label={t('field.user')}
      all={t('operations.allUsers')}
      value={filters.actor_id}
      options={(users.data?.items ?? []).map(({ id, username }) => ({ value: id, label: username }))}
      onChange={(id) => change({ actor_id: id })}
      searchable
    />
  );
}
