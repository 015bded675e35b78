import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CLOUD_MACHINE_STATES, useCloudAccounts, useCloudMachines, type CloudMachine } from '../../api/cloud';
import { useJoin } from '../../api/hosts';
import { useMay } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';

import { AccountDialog } from './AccountDialog';
import { Accounts } from './Accounts';
import styles from './CloudHosts.module.css';
import { DeleteDialog } from './DeleteDialog';
import { ForgetDialog } from './ForgetDialog';
import { FILTERS, MachineFiltersBar } from './MachineFiltersBar';
import { OrderDialog } from './OrderDialog';
import { useColumns, type MachineVerb } from './useColumns';

type Asked = { verb: 'account' | 'order' } | { verb: MachineVerb; machine: CloudMachine };

/** Accounts at cloud providers, and the machines that were ordered there to become hosts. */
export function CloudHostsPage() {
  const { t } = useTranslation();
  const view = useListView(FILTERS, { sort: '-created_at' });
  const { q, account } = view.filters;
  const state = CLOUD_MACHINE_STATES.find((one) => one === view.filters.state);
  const narrowed = { ...(q && { q }), ...(state && { state }), ...(account && { account_id: account }) };
  const machines = useCloudMachines({ ...view.paging, sort: view.sort, ...narrowed });
  const accounts = useCloudAccounts(machines.data?.total);
  const known = accounts.data?.items ?? [];
  const takesNone = useJoin(undefined).data?.way === 'none';
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns = useColumns((machine, verb) => setAsked({ machine, verb }));
  const close = () => setAsked(null);
  return (
    <>
      <Crumbs above={[{ to: '/hosts', label: t('nav.hosts') }]} here={t('hosts.cloudHosts')} />
      <ListPage
        title={t('hosts.cloudHosts')}
        lead={t('cloud.lead')}
        actions={
          <Adding first={known.length === 0} takesNone={takesNone} onAsk={(verb) => setAsked({ verb })} />
        }
        list={machines}
        notice={
          <>
            {takesNone && <TakesNone />}
            <Accounts accounts={accounts} takesNone={takesNone} />
            <h2 className={styles.heading}>{t('cloud.machine.list')}</h2>
          </>
        }
        filters={<MachineFiltersBar {...view} accounts={known} />}
        table={{
          label: t('cloud.machine.list'),
          columns,
          rowKey: ({ id }) => id,
          empty: t(emptyText(takesNone, known.length > 0)),
          narrowed: Object.keys(narrowed).length > 0,
          view,
        }}
      >
        {asked?.verb === 'account' && <AccountDialog onClose={close} />}
        {asked?.verb === 'order' && (
          <OrderDialog accounts={known} before={machines.data?.items ?? []} onClose={close} />
        )}
        {asked?.verb === 'delete' && <DeleteDialog machine={asked.machine} onClose={close} />}
        {asked?.verb === 'forget' && <ForgetDialog machine={asked.machine} onClose={close} />}
      </ListPage>
    </>
  );
}

function emptyText(takesNone: boolean, hasAccount: boolean) {
  if (takesNone) return 'cloud.machine.takesNone';
  return hasAccount ? 'cloud.machine.none' : 'cloud.machine.noAccount';
}

interface AddingProps {
  /** There is no account yet, and nothing else to begin with. */
  first: boolean;
  takesNone: boolean;
  onAsk: (verb: 'account' | 'order') => void;
}

function Adding({ first, takesNone, onAsk }: AddingProps) {
  const { t } = useTranslation();
  if (!useMay()('cloud.manage')) return null;
  return (
    <>
      <Button type={first ? 'primary' : 'default'} onClick={() => onAsk('account')}>
        {t('cloud.account.add')}
      </Button>
      {!first && (
        <Button type="primary" disabled={takesNone} onClick={() => onAsk('order')}>
          {t('cloud.order.open')}
        </Button>
      )}
    </>
  );
}

function TakesNone() {
  const { t } = useTranslation();
  return (
    <Alert
      className={styles.notice}
      type="info"
      showIcon
      title={t('cloud.takesNone')}
      description={t('cloud.takesNoneHint')}
    />
  );
}
