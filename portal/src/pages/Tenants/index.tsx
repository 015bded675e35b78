import { Button, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '../../api/session';
import { useTenants, type Tenant } from '../../api/tenants';
import { Failure } from '../../components/Failure';
import { PageHeader } from '../../components/PageHeader';
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
      <Table<Tenant>
        rowKey="id"
        className={panel.panel}
        loading={tenants.isPending}
        dataSource={tenants.data?.items ?? []}
        locale={{ emptyText: t('tenants.none') }}
        scroll={{ x: 'max-content' }}
        pagination={{
          current: page,
          pageSize: PAGE_SIZE,
          total: tenants.data?.total ?? 0,
          hideOnSinglePage: true,
          onChange: setPage,
        }}
        columns={[
          {
            title: t('field.tenant'),
            render: (_, { name, display_name: shown }) => (shown ? `${name} · ${shown}` : name),
          },
          { title: t('field.namespace'), dataIndex: 'namespace' },
          {
            title: t('field.applications'),
            render: (_, { id, applications }) => (
              <Link to={`/applications?tenant_id=${id}`}>{applications}</Link>
            ),
          },
          { title: t('field.users'), dataIndex: 'users' },
          {
            title: t('field.quota'),
            render: (_, { quota }) =>
              t('tenants.quota', { cpu: quota.cpu, memory: quota.memory, pods: quota.pods }),
          },
          { title: t('field.created'), render: (_, { created_at: at }) => <When at={at} /> },
        ]}
      />
      {creating && <CreateTenantDialog onClose={() => setCreating(false)} />}
    </>
  );
}
