import { Button, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { HOST_ROLES, HOST_STATES, useHosts, type Host, type HostRole, type HostState } from '../../api/hosts';
import { PARTITION_LABEL, usePartitions } from '../../api/partitions';
import { useMay } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { useColumns } from './useColumns';

const PAGE_SIZE = 20;
const FILTERS = ['q', 'state', 'role', 'label', 'sort', 'page'] as const;
const OF_PARTITION = `${PARTITION_LABEL}=`;

/** All hosts of the cluster, with what is taken of them. */
export function HostsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { filters, change } = useFilters(FILTERS);
  const { page: inAddress, q, label, sort = 'name', ...chosen } = filters;
  const page = pageOf(inAddress);
  const state = HOST_STATES.find((one) => one === chosen.state);
  const role = HOST_ROLES.find((one) => one === chosen.role);
  const hosts = useHosts({
    page,
    page_size: PAGE_SIZE,
    sort,
    ...(q && { q }),
    ...(label && { label }),
    ...(state && { state }),
    ...(role && { role }),
  });
  const columns = useColumns();
  usePageTitle(t('nav.hosts'));
  const narrow = (to: Parameters<typeof change>[0]) => change({ ...to, page: '' });

  if (hosts.error && !hosts.data) return <Failure error={hosts.error} retry={() => void hosts.refetch()} />;
  const narrowed = Boolean(q ?? label ?? state ?? role);
  return (
    <>
      <PageHeader
        title={t('nav.hosts')}
        aside={hosts.data && <Tag>{t('list.total', { total: hosts.data.total })}</Tag>}
        below={<span className={panel.lead}>{t('hosts.lead')}</span>}
        actions={
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
        }
      />
      {hosts.error && <Outdated error={hosts.error} />}
      <div className={filtersStyle.bar} role="search">
        <SearchBox label={t('hosts.search')} value={q ?? ''} onSearch={(text) => narrow({ q: text })} />
        <Select<HostState>
          className={filtersStyle.narrow}
          allowClear
          placeholder={t('hosts.allStates')}
          aria-label={t('field.state')}
          value={state ?? null}
          options={HOST_STATES.map((value) => ({ value, label: t(`hosts.state.${value}`) }))}
          onChange={(value?: HostState) => narrow({ state: value ?? '' })}
        />
        <Select<HostRole>
          className={filtersStyle.narrow}
          allowClear
          placeholder={t('hosts.allRoles')}
          aria-label={t('field.role')}
          value={role ?? null}
          options={HOST_ROLES.map((value) => ({ value, label: t(`hosts.role.${value}`) }))}
          onChange={(value?: HostRole) => narrow({ role: value ?? '' })}
        />
        <LabelFilters label={label ?? ''} onChange={(to) => narrow({ label: to })} />
      </div>
      <div className={panel.panel}>
        <DataTable<Host>
          label={t('nav.hosts')}
          rows={hosts.data?.items}
          rowKey={({ name }) => name}
          empty={t(narrowed ? 'list.nothingFound' : 'hosts.none')}
          columns={columns}
          sort={sort}
          onSort={(to) => narrow({ sort: to })}
        />
        <Pager
          page={page}
          pageSize={PAGE_SIZE}
          total={hosts.data?.total ?? 0}
          onChange={(to) => change({ page: String(to) })}
        />
      </div>
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
      <Select<string>
        className={filtersStyle.narrow}
        allowClear
        placeholder={t('hosts.allPartitions')}
        aria-label={t('field.partition')}
        value={partition}
        options={(partitions.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id?: string) => onChange(id ? OF_PARTITION + id : '')}
      />
      <SearchBox key={free} label={t('hosts.searchLabel')} value={free} onSearch={onChange} />
    </>
  );
}
