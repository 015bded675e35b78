import { Button, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplication, useApplications } from '../../api/applications';
import { STATES, useHostNames, type ContainerRow } from '../../api/containers';
import { useOfPlatform } from '../../api/session';
import filtersStyle from '../../components/Filters.module.css';
import { SearchBox } from '../../components/SearchBox';

import { isNarrowed, type ContainerFilters } from './useContainerQuery';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazy(() => import('../../components/TenantSelect'));

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
  const ofPlatform = useOfPlatform();
  const state = filters.ready === 'false' && !filters.state ? UNREADY : filters.state;
  return (
    <div className={filtersStyle.bar} role="search">
      <SearchBox
        key={filters.q ?? ''}
        label={t('containers.search')}
        value={filters.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      {ofPlatform && (
        <Suspense fallback={<span className={filtersStyle.field} />}>
          <TenantSelect
            value={filters.tenant}
            onChange={(id) => change({ tenant: id ?? '', application: '', service: '' })}
          />
        </Suspense>
      )}
      <ApplicationSelect filters={filters} change={change} />
      {filters.application && <ServiceSelect filters={filters} change={change} of={filters.application} />}
      <HostSelect filters={filters} change={change} rows={rows} />
      <Select
        className={filtersStyle.narrow}
        allowClear
        placeholder={t('containers.allStates')}
        aria-label={t('field.state')}
        value={state}
        options={[
          ...STATES.map((value) => ({ value, label: t(`containers.state.${value}`) })),
          { value: UNREADY, label: t('containers.unready') },
        ]}
        onChange={(chosen: string | undefined) =>
          change(chosen === UNREADY ? { state: '', ready: 'false' } : { state: chosen ?? '', ready: '' })
        }
      />
      <Button type="text" disabled={!isNarrowed(filters)} onClick={reset}>
        {t('action.reset')}
      </Button>
    </div>
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

function ServiceSelect({ filters, change, of }: Choice & { of: string }) {
  const { t } = useTranslation();
  const application = useApplication(of);
  return (
    <Select
      className={filtersStyle.narrow}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('containers.allServices')}
      aria-label={t('field.service')}
      value={filters.service}
      options={application.data?.services?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      onChange={(id: string | undefined) => change({ service: id ?? '' })}
    />
  );
}

function HostSelect({ filters, change, rows }: Choice & Pick<Props, 'rows'>) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const all = useHostNames(ofPlatform);
  const shown = rows.flatMap(({ host }) => host ?? []);
  const names = [...new Set([...(all.data ?? []), ...shown, ...(filters.host ? [filters.host] : [])])].sort();
  return (
    <Select
      className={filtersStyle.narrow}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('containers.allHosts')}
      aria-label={t('field.host')}
      value={filters.host}
      options={names.map((name) => ({ value: name, label: name }))}
      onChange={(name: string | undefined) => change({ host: name ?? '' })}
    />
  );
}
