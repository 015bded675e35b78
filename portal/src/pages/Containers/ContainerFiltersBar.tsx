import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplication, useApplications } from '../../api/applications';
import { STATES, useHostNames, type ContainerRow } from '../../api/containers';
import { useOfPlatform } from '../../api/session';
import filtersStyle from '../../components/Filters.module.css';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';

import type { ContainerFilters } from './useContainerQuery';

interface Props {
  filters: ContainerFilters;
  change: (change: ContainerFilters) => void;
  reset: () => void;
  /** What is shown: those who may not read hosts choose among theirs. */
  rows: readonly ContainerRow[];
}

/** Running but not ready is what people look for, so it stands beside the cluster's own states. */
const UNREADY = 'unready';

export function ContainerFiltersBar({ filters, change, reset, rows }: Props) {
  const { t } = useTranslation();
  const state = filters.ready === 'false' && !filters.state ? UNREADY : filters.state;
  return (
    <FilterBar reset={reset} narrowed={hasOwnFilters(filters)}>
      <SearchBox label={t('containers.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
      <ApplicationSelect filters={filters} change={change} />
      {filters.application && <ServiceFilter filters={filters} change={change} of={filters.application} />}
      <HostFilter filters={filters} change={change} rows={rows} />
      <ChoiceFilter
        label={t('field.state')}
        all={t('containers.allStates')}
        value={state}
        options={[
          ...STATES.map((value) => ({ value, label: t(`containers.state.${value}`) })),
          { value: UNREADY, label: t('containers.unready') },
        ]}
        onChange={(chosen) =>
          change(chosen === UNREADY ? { state: '', ready: 'false' } : { state: chosen, ready: '' })
        }
      />
    </FilterBar>
  );
}

const CHOICES = 50;
type Choice = Pick<Props, 'filters' | 'change'>;

function ApplicationSelect({ filters, change }: Choice) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const found = useApplications({
    page: 1,
    page_size: CHOICES,
    sort: 'name',
    ...(q && { q }),
    ...(filters.tenant && { tenant_id: filters.tenant }),
  });
  const options = (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const chosen = filters.application;
  return (
    <Select
      className={filtersStyle.narrow}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('containers.allApplications')}
      aria-label={t('field.application')}
      value={chosen}
      options={options}
      labelRender={({ label, value }) => label ?? <ApplicationName id={String(value)} />}
      onChange={(id: string | undefined) => change({ application: id ?? '', service: '' })}
    />
  );
}

/** The name of a chosen application that is not among the choices. */
function ApplicationName({ id }: { id: string }) {
  const application = useApplication(id);
  return <>{application.data?.name ?? id}</>;
}

function ServiceFilter({ filters, change, of }: Choice & { of: string }) {
  const { t } = useTranslation();
  const application = useApplication(of);
  return (
    <ChoiceFilter
      label={t('field.service')}
      all={t('containers.allServices')}
      value={filters.service}
      options={(application.data?.services ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(service) => change({ service })}
      searchable
    />
  );
}

function HostFilter({ filters, change, rows }: Choice & Pick<Props, 'rows'>) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const all = useHostNames(ofPlatform);
  const shown = rows.flatMap(({ host }) => host ?? []);
  const names = [...new Set([...(all.data ?? []), ...shown, ...(filters.host ? [filters.host] : [])])].sort();
  return (
    <ChoiceFilter
      label={t('field.host')}
      all={t('containers.allHosts')}
      value={filters.host}
      options={names.map((name) => ({ value: name, label: name }))}
      onChange={(host) => change({ host })}
      searchable
    />
  );
}
