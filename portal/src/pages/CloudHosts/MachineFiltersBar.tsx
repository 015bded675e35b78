import { useTranslation } from 'react-i18next';

import { CLOUD_MACHINE_STATES, type CloudAccount } from '../../api/cloud';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { SearchBox } from '../../components/SearchBox';
import type { Filters } from '../../components/useFilters';

export const FILTERS = ['q', 'state', 'account'] as const;

type Narrowing = Filters<(typeof FILTERS)[number]>;

interface Props {
  filters: Narrowing;
  change: (to: Narrowing) => void;
  accounts: readonly CloudAccount[];
}

/** What the list of machines is narrowed by. */
export function MachineFiltersBar({ filters, change, accounts }: Props) {
  const { t } = useTranslation();
  const { q, state, account } = filters;
  return (
    <FilterBar>
      <SearchBox label={t('cloud.machine.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
      <ChoiceFilter
        label={t('field.state')}
        all={t('hosts.allStates')}
        value={CLOUD_MACHINE_STATES.find((one) => one === state)}
        options={CLOUD_MACHINE_STATES.map((value) => ({ value, label: t(`cloud.state.${value}`) }))}
        onChange={(value) => change({ state: value })}
      />
      <ChoiceFilter
        label={t('cloud.machine.account')}
        all={t('cloud.machine.allAccounts')}
        value={account}
        options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => change({ account: id })}
      />
    </FilterBar>
  );
}
