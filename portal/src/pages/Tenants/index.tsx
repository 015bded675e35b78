import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '../../api/session';
import { useTenants, type Tenant } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { TenantState } from '../../components/TenantState';
import { useAmount } from '../../components/useAmount';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';

import { CreateTenantDialog } from './CreateTenantDialog';

const PAGE_SIZE = 20;
const FILTERS = ['q', 'page'] as const;

export function TenantsPage() {
  const { t } = useTranslation();
  const inWords = useAmount();
  const may = useMay();
  const { filters, change } = useFilters(FILTERS);
  const page = pageOf(filters.page);
  const [creating, setCreating] = useState(false);
  const tenants = useTenants({ page, page_size: PAGE_SIZE, ...(filters.q && { q: filters.q }) });
  usePageTitle(t('nav.tenants'));

  if (tenants.error && !tenants.data)
    return <Failure error={tenants.error} retry={() => void tenants.refetch()} />;
  return (
    <>
      <PageHeader
        title={t('nav.tenants')}
        below={<span className={panel.lead}>{t('tenants.lead')}</span>}
        actions={
          may('tenant.manage') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('tenants.create')}
            </Button>
          )
        }
      />
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          label={t('tenants.search')}
          value={filters.q ?? ''}
          onSearch={(q) => change({ q, page: '' })}
        />
      </div>
      <div className={panel.panel}>
        <DataTable<Tenant>
          label={t('nav.tenants')}
          rows={tenants.data?.items}
          rowKey={({ id }) => id}
          empty={t(filters.q ? 'list.nothingFound' : 'tenants.none')}
          columns={[
            {
              key: 'name',
              title: t('field.tenant'),
              render: ({ id, name, display_name: shown }) => (
                <>
                  <Link to={id}>{name}</Link> {shown}
                </>
              ),
            },
            {
              key: 'state',
              title: t('field.state'),
              render: ({ disabled }) => <TenantState disabled={disabled} />,
            },
            { key: 'namespace', title: t('field.namespace'), render: ({ namespace }) => namespace },
            {
              key: 'applications',
              title: t('field.applications'),
              render: ({ id, applications }) => (
                <Link to={`/applications?tenant_id=${id}`}>{applications}</Link>
              ),
            },
            { key: 'users', title: t('field.users'), render: ({ users }) => users },
            {
              key: 'quota',
              title: t('field.quota'),
              render: ({ quota }) =>
                t('tenants.quota', {
                  cpu: inWords(quota.cpu),
                  memory: inWords(quota.memory),
                  pods: quota.pods,
                }),
            },
            { key: 'created', title: t('field.created'), render: ({ created_at: at }) => <When at={at} /> },
          ]}
        />
        <Pager
          page={page}
          pageSize={PAGE_SIZE}
          total={tenants.data?.total ?? 0}
          onChange={(to) => change({ page: String(to) })}
        />
      </div>
      {creating && <CreateTenantDialog onClose={() => setCreating(false)} />}
    </>
  );
}
