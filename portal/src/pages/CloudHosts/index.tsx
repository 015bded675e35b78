import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CLOUD_MACHINE_STATES, useCloudAccounts, useCloudMachines } from '../../api/cloud';
import { useJoin } from '../../api/hosts';
import { useMay } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { AccountDialog } from './AccountDialog';
import { Accounts } from './Accounts';
import styles from './CloudHosts.module.css';
import { Machines, PAGE_SIZE } from './Machines';
import { OrderDialog } from './OrderDialog';

const FILTERS = ['q', 'state', 'account', 'sort', 'page'] as const;

/** Accounts at cloud providers, and the machines that were ordered there to become hosts. */
export function CloudHostsPage() {
  const { t } = useTranslation();
  const manages = useMay()('cloud.manage');
  const { filters, change } = useFilters(FILTERS);
  const { q, account, sort = '-created_at' } = filters;
  const state = CLOUD_MACHINE_STATES.find((one) => one === filters.state);
  const page = pageOf(filters.page);
  const narrowed = { ...(q && { q }), ...(state && { state }), ...(account && { account_id: account }) };
  const machines = useCloudMachines({ page, page_size: PAGE_SIZE, sort, ...narrowed });
  const accounts = useCloudAccounts(machines.data?.total);
  const takesNone = useJoin(undefined).data?.way === 'none';
  const [asking, setAsking] = useState<'account' | 'order' | null>(null);
  usePageTitle(t('hosts.cloudHosts'));

  const failed = [machines, accounts].find(({ error, data }) => error && !data);
  if (failed) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  const error = machines.error ?? accounts.error;
  const known = accounts.data?.items ?? [];
  const close = () => setAsking(null);
  return (
    <>
      <Crumbs above={[{ to: '/hosts', label: t('nav.hosts') }]} here={t('hosts.cloudHosts')} />
      <PageHeader
        title={t('hosts.cloudHosts')}
        below={<span className={panel.lead}>{t('cloud.lead')}</span>}
        actions={
          manages && (
            <>
              <Button type={known.length > 0 ? 'default' : 'primary'} onClick={() => setAsking('account')}>
                {t('cloud.account.add')}
              </Button>
              {known.length > 0 && (
                <Button type="primary" disabled={takesNone} onClick={() => setAsking('order')}>
                  {t('cloud.order.open')}
                </Button>
              )}
            </>
          )
        }
      />
      {error && <Outdated error={error} />}
      {takesNone && (
        <Alert
          className={styles.notice}
          type="info"
          showIcon
          title={t('cloud.takesNone')}
          description={t('cloud.takesNoneHint')}
        />
      )}
      <Accounts accounts={accounts.data?.items} />
      <Machines
        machines={machines.data}
        accounts={known}
        filters={{ ...filters, sort }}
        page={page}
        change={change}
        empty={
          Object.keys(narrowed).length > 0
            ? t('list.nothingFound')
            : t(known.length > 0 ? 'cloud.machine.none' : 'cloud.machine.noAccount')
        }
      />
      {asking === 'account' && <AccountDialog onClose={close} />}
      {asking === 'order' && (
        <OrderDialog accounts={known} before={machines.data?.items ?? []} onClose={close} />
      )}
    </>
  );
}
