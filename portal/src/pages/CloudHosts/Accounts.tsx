import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { CloudAccount } from '../../api/cloud';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import type { Listed } from '../../components/list/ListPage';
import { Outdated } from '../../components/Outdated';
import { Section } from '../../components/Section';
import { When } from '../../components/When';

import { CredentialsDialog } from './AccountDialog';
import { providerOf } from './account';
import styles from './CloudHosts.module.css';
import { RemoveAccountDialog } from './RemoveAccountDialog';
import { VmsDialog } from './VmsDialog';

type Verb = 'look' | 'credentials' | 'remove';

interface Props {
  accounts: Listed<CloudAccount>;
  /** The cluster takes no machines of a cloud: nothing can be ordered with an account. */
  takesNone: boolean;
}

/** The accounts at providers, without their credentials, which nobody is told again. */
export function Accounts({ accounts: { data, error, refetch }, takesNone }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ account: CloudAccount; verb: Verb } | null>(null);
  const columns = useColumns((account, verb) => setAsked({ account, verb }));
  const close = () => setAsked(null);
  return (
    <Section title={t('cloud.account.list')}>
      {Boolean(error) && data && <Outdated error={error} />}
      {Boolean(error) && !data && <Failure error={error} retry={() => void refetch()} />}
      {(data ?? !error) && (
        <DataTable<CloudAccount>
          label={t('cloud.account.list')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={t(takesNone ? 'cloud.account.noneToKeep' : 'cloud.account.none')}
          columns={columns}
        />
      )}
      {asked?.verb === 'look' && <VmsDialog account={asked.account} onClose={close} />}
      {asked?.verb === 'credentials' && <CredentialsDialog account={asked.account} onClose={close} />}
      {asked?.verb === 'remove' && <RemoveAccountDialog account={asked.account} onClose={close} />}
    </Section>
  );
}

function useColumns(ask: (account: CloudAccount, verb: Verb) => void): Column<CloudAccount>[] {
  const { t } = useTranslation();
  const manages = useMay()('cloud.manage');
  return [
    { key: 'name', title: t('cloud.account.name'), render: ({ name }) => name },
    {
      key: 'region',
      title: t('cloud.account.place'),
      render: ({ region, resource_group: group, endpoint }) => (
        <span className={styles.stack}>
          {region}
          {group && <span className={styles.faint}>{group}</span>}
          {endpoint && <span className={styles.faint}>{endpoint}</span>}
        </span>
      ),
    },
    {
      key: 'provider',
      title: t('cloud.account.provider'),
      only: 'medium',
      render: (account) => t(`cloud.provider.${providerOf(account)}`),
    },
    {
      key: 'machines',
      title: t('cloud.machine.list'),
      align: 'end',
      render: ({ id, machines }) => <Link to={`?account=${id}`}>{machines.length}</Link>,
    },
    {
      key: 'created_at',
      title: t('field.created'),
      only: 'wide',
      render: ({ created_at: at }) => <When at={at} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (account) => (
        <>
          <Button
            size="small"
            type="text"
            aria-label={t('cloud.account.lookOf', account)}
            onClick={() => ask(account, 'look')}
          >
            {t('cloud.account.look')}
          </Button>
          {manages && (
            <>
              <Button
                size="small"
                type="text"
                aria-label={t('cloud.account.credentialsOf', account)}
                onClick={() => ask(account, 'credentials')}
              >
                {t('cloud.account.credentials')}
              </Button>
              <Button
                size="small"
                type="text"
                danger
                aria-label={t('cloud.account.removeOf', account)}
                onClick={() => ask(account, 'remove')}
              >
                {t('action.remove')}
              </Button>
            </>
          )}
        </>
      ),
    },
  ];
}
