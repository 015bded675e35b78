import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { HOST_ROLES, HOST_STATES, useHosts } from '../../api/hosts';
import { PARTITION_LABEL, usePartitions } from '../../api/partitions';
import { useMay } from '../../api/session';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage, Total } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';

import { useColumns } from './useColumns';

const OF_PARTITION = `${PARTITION_LABEL}=`;

/** All hosts of the cluster, with what is taken of them. */
export function HostsPage() {
  const { t } = useTranslation();
  const view = useListView(['q', 'state', 'role', 'label'], { sort: 'name' });
  const { filters, change } = view;
  const state = HOST_STATES.find((one) => one === filters.state);
  const role = HOST_ROLES.find((one) => one === filters.role);
  const narrowed = {
    ...(filters.q && { q: filters.q }),
    ...(filters.label && { label: filters.label }),
    ...(state && { state }),
    ...(role && { role }),
  };
  const hosts = useHosts({ ...view.paging, sort: view.sort, ...narrowed });
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.hosts')}
      aside={<Total of={hosts.data} counted="machines" />}
      lead={t('hosts.lead')}
      actions={<MoreHosts />}
      list={hosts}
      filters={
        <FilterBar>
          <SearchBox label={t('hosts.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
          <ChoiceFilter
            label={t('field.state')}
            all={t('hosts.allStates')}
            value={state}
            options={HOST_STATES.map((value) => ({ value, label: t(`hosts.state.${value}`) }))}
            onChange={(value) => change({ state: value })}
          />
          <ChoiceFilter
            label={t('field.role')}
            all={t('hosts.allRoles')}
            value={role}
            options={HOST_ROLES.map((value) => ({ value, label: t(`hosts.role.${value}`) }))}
            onChange={(value) => change({ role: value })}
          />
          <LabelFilters label={filters.label ?? ''} onChange={(label) => change({ label })} />
        </FilterBar>
      }
      table={{
        columns,
        rowKey: ({ name }) => name,
        empty: t('hosts.none'),
        narrowed: Object.keys(narrowed).length > 0,
        view,
      }}
    />
  );
}

/** The ways to further hosts. */
function MoreHosts() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      {may('cloud.read') && (
        <Link to="/hosts/cloud">
          <Button>{t('hosts.cloudHosts')}</Button>
        </Link>
      )}
      {may('host.manage') && (
        <Link to="/hosts/join">
          <Button type="primary">{t('hosts.join.open')}</Button>
        </Link>
      )}
    </>
  );
}

/** Hosts of a partition bear its label, so both are one filter: the address has one label. */
function LabelFilters({ label, onChange }: { label: string; onChange: (label: string) => void }) {
  const { t } = useTranslation();
  const partitions = usePartitions();
  const partition = label.startsWith(OF_PARTITION) ? label.slice(OF_PARTITION.length) : null;
  const free = partition === null ? label : '';
  return (
    <>
      <ChoiceFilter
        label={t('field.partition')}
        all={t('hosts.allPartitions')}
        value={partition ?? undefined}
        options={(partitions.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => onChange(id && OF_PARTITION + id)}
      />
      <SearchBox label={t('hosts.searchLabel')} value={free} onSearch={onChange} />
    </>
  );
}
