import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { isNotFound } from '../../api/errors';
import { useMay } from '../../api/session';
import { useTenant, useTenantUsage, type Tenant } from '../../api/tenants';
import { Crumbs } from '../../components/Crumbs';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { TenantState } from '../../components/TenantState';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import { DeleteDialog } from './DeleteDialog';
import { DisableButton } from './DisableButton';
import { EditDialog } from './EditDialog';
import { Removal } from './Removal';
import styles from './Tenant.module.css';
import { UsageTable } from './UsageTable';

/** One tenant: what it may use, and what it does use. */
export function TenantPage() {
  const { t } = useTranslation();
  const { tenantId = '' } = useParams();
  const tenant = useTenant(tenantId);
  const may = useMay();
  usePageTitle(tenant.data?.name ?? t('field.tenant'));
  if (tenant.error && isNotFound(tenant.error) && may('tenant.manage'))
    return <Removal id={tenantId} missing={tenant.error} />;
  if (tenant.error && !tenant.data)
    return <Failure error={tenant.error} retry={() => void tenant.refetch()} />;
  if (!tenant.data) return <Skeleton active />;
  return <Content tenant={tenant.data} />;
}

function Content({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const { id, name, applications, users } = tenant;
  const close = () => setDialog(null);
  return (
    <>
      <Crumbs above={[{ to: '/tenants', label: t('nav.tenants') }]} here={name} />
      <PageHeader
        title={name}
        aside={<TenantState disabled={tenant.disabled} />}
        below={tenant.display_name && <span className={panel.lead}>{tenant.display_name}</span>}
        actions={
          may('tenant.manage') && (
            <>
              <Button onClick={() => setDialog('edit')}>{t('action.edit')}</Button>
              <DisableButton tenant={tenant} />
              <Button danger onClick={() => setDialog('delete')}>
                {t('action.delete')}
              </Button>
            </>
          )
        }
      />
      {tenant.disabled && (
        <Alert className={styles.notice} type="warning" showIcon title={t('tenants.disabledRule')} />
      )}
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
      {dialog === 'delete' && <DeleteDialog tenant={tenant} onClose={close} />}
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
