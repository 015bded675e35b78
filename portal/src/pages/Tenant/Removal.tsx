import { Alert, Progress, Skeleton } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { isNotFound } from '../../api/errors';
import { useTenantDeletion, type Deletion } from '../../api/tenants';
import { Crumbs } from '../../components/Crumbs';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { useFeedback } from '../../components/feedback';
import { PageHeader } from '../../components/PageHeader';
import { When } from '../../components/When';

import { shareDone } from './shareDone';
import styles from './Tenant.module.css';

/** A tenant that nobody finds any more: how far its deletion is, until nothing is left of it. */
export function Removal({ id, missing }: { id: string; missing: Error }) {
  const { t } = useTranslation();
  const { message } = useFeedback();
  const navigate = useNavigate();
  const { data, error, refetch } = useTenantDeletion(id);
  const gone = isNotFound(error);
  const name = data?.name;
  useEffect(() => {
    if (!gone || name === undefined) return;
    message.success(t('said.deleted', { name }));
    void navigate('/tenants');
  }, [gone, name, message, navigate, t]);
  if (data) return <Content deletion={data} />;
  if (error) return <Failure error={gone ? missing : error} retry={() => void refetch()} />;
  return <Skeleton active />;
}

function Content({ deletion }: { deletion: Deletion }) {
  const { t } = useTranslation();
  const { name, remaining, requested_at: since, namespace_exists: exists } = deletion;
  const namespace = { true: 'tenants.stillThere', false: 'tenants.gone', null: 'tenants.unknown' } as const;
  return (
    <>
      <Crumbs above={[{ to: '/tenants', label: t('nav.tenants') }]} here={name} />
      <PageHeader title={name} />
      <section className={styles.section} aria-labelledby="removal">
        <h2 id="removal">{t('tenants.deleting')}</h2>
        <Progress percent={shareDone(deletion)} status="active" aria-labelledby="removal" />
        <div role="status">
          <Facts
            facts={[
              [t('tenants.deletingSince'), since && <When key="s" at={since} />],
              [t('field.applications'), t('tenants.left', { number: remaining.application ?? 0 })],
              [t('field.users'), t('tenants.left', { number: remaining.user ?? 0 })],
              [t('field.namespace'), t(namespace[`${exists}`])],
            ]}
          />
        </div>
        <Alert type="info" showIcon title={t('tenants.deletingRule')} />
      </section>
    </>
  );
}
