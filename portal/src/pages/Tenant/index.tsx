import { Alert, Button, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { deleteTenant, useTenant, useTenantUsage, type Tenant } from '../../api/tenants';
import { Crumbs } from '../../components/Crumbs';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { NamedDeletion } from '../../components/NamedDeletion';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import { EditDialog } from './EditDialog';
import styles from './Tenant.module.css';
import { UsageTable } from './UsageTable';

/** One tenant: what it may use, and what it does use. */
export function TenantPage() {
  const { t } = useTranslation();
  const { tenantId = '' } = useParams();
  const tenant = useTenant(tenantId);
  usePageTitle(tenant.data?.name ?? t('field.tenant'));
  if (tenant.error && !tenant.data)
    return <Failure error={tenant.error} retry={() => void tenant.refetch()} />;
  if (!tenant.data) return <Skeleton active />;
  return <Content tenant={tenant.data} />;
}

function Content({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const { id, name, applications, users } = tenant;
  const close = () => setDialog(null);
  return (
    <>
      <Crumbs above={[{ to: '/tenants', label: t('nav.tenants') }]} here={name} />
      <PageHeader
        title={name}
        aside={tenant.disabled && <Tag>{t('users.disabled')}</Tag>}
        below={tenant.display_name && <span className={panel.lead}>{tenant.display_name}</span>}
        actions={
          may('tenant.manage') && (
            <>
              <Button onClick={() => setDialog('edit')}>{t('action.edit')}</Button>
              <Button danger onClick={() => setDialog('delete')}>
                {t('action.delete')}
              </Button>
            </>
          )
        }
      />
      <section className={styles.section}>
        <Facts
          facts={[
            [t('field.namespace'), tenant.namespace],
            [t('tenants.preset'), tenant.preset ?? t('tenants.ownQuota')],
            [
              t('field.applications'),
              <Link key="a" to={`/applications?tenant_id=${id}`}>
                {applications}
              </Link>,
            ],
            [
              t('field.users'),
              <Link key="u" to={`/users?tenant_id=${id}`}>
                {users}
              </Link>,
            ],
            [t('field.created'), <When key="c" at={tenant.created_at} />],
          ]}
        />
        <div className={styles.links}>
          <Link to={`/operations?tenant_id=${id}`}>{t('nav.operations')}</Link>
          <Link to={`/metering?tenant_id=${id}`}>{t('nav.metering')}</Link>
        </div>
      </section>
      <Use id={id} />
      {dialog === 'edit' && <EditDialog tenant={tenant} onClose={close} />}
      {dialog === 'delete' && (
        <NamedDeletion
          title={t('confirm.deleteTenant.title', { name })}
          name={name}
          consequences={[t('confirm.deleteTenant.consequence')]}
          run={() => deleteTenant(id)}
          stale={[keys.tenants]}
          onClose={close}
          onDone={() => void navigate('/tenants')}
        />
      )}
    </>
  );
}

function Use({ id }: { id: string }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const usage = useTenantUsage(id);
  return (
    <section className={styles.section} aria-labelledby="usage">
      <h2 id="usage">{t('tenants.usage')}</h2>
      {usage.error && !usage.data && <Failure error={usage.error} retry={() => void usage.refetch()} />}
      {usage.data && usage.data.over.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('tenants.over')}
          description={usage.data.over.map(({ what, message, message_zh: chinese }) => (
            <div key={what}>{zh ? chinese : message}</div>
          ))}
        />
      )}
      {(usage.data ?? !usage.error) && <UsageTable usage={usage.data} />}
    </section>
  );
}
