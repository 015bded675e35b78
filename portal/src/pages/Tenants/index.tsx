import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '../../api/session';
import { useTenants, type Tenant } from '../../api/tenants';
import type { Column } from '../../components/DataTable';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';
import { TenantState } from '../../components/TenantState';
import { useAmount } from '../../components/useAmount';
import { When } from '../../components/When';

import { CreateTenantDialog } from './CreateTenantDialog';

export function TenantsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const view = useListView(['q']);
  const { q = '' } = view.filters;
  const tenants = useTenants({ ...view.paging, ...(q && { q }) });
  const [creating, setCreating] = useState(false);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.tenants')}
      lead={t('tenants.lead')}
      actions={
        may('tenant.manage') && (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('tenants.create')}
          </Button>
        )
      }
      list={tenants}
      filters={
        <FilterBar>
          <SearchBox label={t('tenants.search')} value={q} onSearch={(text) => view.change({ q: text })} />
        </FilterBar>
      }
      table={{ columns, rowKey: ({ id }) => id, empty: t('tenants.none'), narrowed: q !== '', view }}
    >
      {creating && <CreateTenantDialog onClose={() => setCreating(false)} />}
    </ListPage>
  );
}

function useColumns(): Column<Tenant>[] {
  const { t } = useTranslation();
  const { amount } = useAmount();
  return [
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
    { key: 'namespace', title: t('field.namespace'), only: 'medium', render: ({ namespace }) => namespace },
    {
      key: 'applications',
      title: t('field.applications'),
      align: 'end',
      render: ({ id, applications }) => <Link to={`/applications?tenant_id=${id}`}>{applications}</Link>,
    },
    {
      key: 'users',
      title: t('field.users'),
      align: 'end',
      render: ({ id, users }) => <Link to={`/users?tenant_id=${id}`}>{users}</Link>,
    },
    {
      key: 'quota',
      title: t('field.quota'),
      render: ({ quota }) =>
        t('tenants.quota', {
          cpu: amount('cpu', quota.cpu),
          memory: amount('memory', quota.memory),
          pods: amount('pods', quota.pods),
        }),
    },
    { key: 'created', title: t('field.created'), render: ({ created_at: at }) => <When at={at} /> },
  ];
}
