import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '../../api/session';
import { useTenants, type Tenant } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';

import { CreateTenantDialog } from './CreateTenantDialog';

const PAGE_SIZE = 20;

export function TenantsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const tenants = useTenants({ page, page_size: PAGE_SIZE });
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
      <div className={panel.panel}>
        <DataTable<Tenant>
          label={t('nav.tenants')}
          rows={tenants.data?.items}
          rowKey={({ id }) => id}
          empty={t('tenants.none')}
          columns={[
            {
              key: 'name',
              title: t('field.tenant'),
              render: ({ name, display_name: shown }) => (shown ? `${name} · ${shown}` : name),
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
                t('tenants.quota', { cpu: quota.cpu, memory: quota.memory, pods: quota.pods }),
            },
            { key: 'created', title: t('field.created'), render: ({ created_at: at }) => <When at={at} /> },
          ]}
        />
        <Pager page={page} pageSize={PAGE_SIZE} total={tenants.data?.total ?? 0} onChange={setPage} />
      </div>
      {creating && <CreateTenantDialog onClose={() => setCreating(false)} />}
    </>
  );
}
