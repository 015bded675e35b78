import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  CLOUD_MACHINE_STATES,
  type CloudAccount,
  type CloudMachine,
  type CloudMachineState,
} from '../../api/cloud';
import { DataTable } from '../../components/DataTable';
import filtersStyle from '../../components/Filters.module.css';
import { Pager } from '../../components/Pager';
import { SearchBox } from '../../components/SearchBox';
import { Section } from '../../components/Section';
import type { Filters } from '../../components/useFilters';

import styles from './CloudHosts.module.css';
import { DeleteDialog } from './DeleteDialog';
import { ForgetDialog } from './ForgetDialog';
import { useColumns, type MachineVerb } from './useColumns';

export const PAGE_SIZE = 20;

type Narrowing = Filters<'q' | 'state' | 'account' | 'sort' | 'page'>;

interface Props {
  machines: { items: CloudMachine[]; total: number } | undefined;
  accounts: readonly CloudAccount[];
  filters: Narrowing & { sort: string };
  page: number;
  change: (to: Narrowing) => void;
  empty: string;
}

/** What was ordered, and how far it is. */
export function Machines({ machines, accounts, filters, page, change, empty }: Props) {
  const { t } = useTranslation();
  const { q, state, account, sort } = filters;
  const [asked, setAsked] = useState<{ machine: CloudMachine; verb: MachineVerb } | null>(null);
  const columns = useColumns((machine, verb) => setAsked({ machine, verb }));
  const close = () => setAsked(null);
  const narrow = (to: Narrowing) => change({ ...to, page: '' });
  return (
    <div className={styles.machines}>
      <Section title={t('cloud.machine.list')}>
        <div className={filtersStyle.bar} role="search">
          <SearchBox
            label={t('cloud.machine.search')}
            value={q ?? ''}
            onSearch={(text) => narrow({ q: text })}
          />
          <Select<CloudMachineState>
            className={filtersStyle.narrow}
            allowClear
            placeholder={t('hosts.allStates')}
            aria-label={t('field.state')}
            value={CLOUD_MACHINE_STATES.find((one) => one === state) ?? null}
            options={CLOUD_MACHINE_STATES.map((value) => ({ value, label: t(`cloud.state.${value}`) }))}
            onChange={(value?: CloudMachineState) => narrow({ state: value ?? '' })}
          />
          <Select<string>
            className={filtersStyle.narrow}
            allowClear
            placeholder={t('cloud.machine.allAccounts')}
            aria-label={t('cloud.machine.account')}
            value={account ?? null}
            options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(id?: string) => narrow({ account: id ?? '' })}
          />
        </div>
        <DataTable<CloudMachine>
          label={t('cloud.machine.list')}
          rows={machines?.items}
          rowKey={({ id }) => id}
          empty={empty}
          columns={columns}
          sort={sort}
          onSort={(to) => narrow({ sort: to })}
        />
        <Pager
          page={page}
          pageSize={PAGE_SIZE}
          total={machines?.total ?? 0}
          onChange={(to) => change({ page: String(to) })}
        />
      </Section>
      {asked?.verb === 'delete' && <DeleteDialog machine={asked.machine} onClose={close} />}
      {asked?.verb === 'forget' && <ForgetDialog machine={asked.machine} onClose={close} />}
    </div>
  );
}
