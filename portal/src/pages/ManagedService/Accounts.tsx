import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useEngines, type ManagedService } from '../../api/managed';
import { useAccounts, type Account, type AccountState } from '../../api/managedAccounts';
import { useMay } from '../../api/session';
import styles from '../../components/Cells.module.css';
import type { Column } from '../../components/DataTable';
import { useReasonText } from '../../components/reason';
import { ToneLabel, type Tone } from '../../components/ToneLabel';

import { AccountActions } from './AccountActions';
import { AccountDialog } from './AccountDialog';
import { Created } from './Created';
import { Listed } from './Listed';

const TONES: Record<AccountState, Tone> = { applied: 'good', waiting: 'busy', deleting: 'held' };

/** Who gets in, besides the administrator: as it should be, and how far the database has come with it. */
export function Accounts({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const manages = useMay()('managed.manage');
  const accounts = useAccounts(service.id);
  const databases = useEngines().data?.find(({ engine }) => engine === service.engine)?.databases ?? false;
  const [creating, setCreating] = useState(false);
  const columns = useColumns(service, databases);
  return (
    <Listed<Account>
      title={t('managed.tab.accounts')}
      lead={t('accounts.lead')}
      list={accounts}
      columns={columns}
      rowKey={({ id }) => id}
      empty={t(manages ? 'accounts.none' : 'accounts.noneToManage')}
      add={manages && { label: t('accounts.create'), onClick: () => setCreating(true) }}
    >
      {creating && (
        <AccountDialog service={service} databases={databases} onClose={() => setCreating(false)} />
      )}
    </Listed>
  );
}

function useColumns(service: ManagedService, databases: boolean): Column<Account>[] {
  const { t } = useTranslation();
  const textOf = useReasonText();
  return [
    {
      key: 'username',
      title: t('managed.username'),
      render: ({ username }) => username,
    },
    ...(databases
      ? [
          {
            key: 'database',
            title: t('accounts.database'),
            render: ({ database }: Account) => database,
          },
        ]
      : []),
    { key: 'access', title: t('accounts.rights'), render: ({ access }) => t(`accounts.may.${access}`) },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ state, reasons }) => (
        <span className={styles.two}>
          <ToneLabel tone={TONES[state]} text={t(`accounts.state.${state}`)} state={state} />
          {reasons.map((reason) => (
            <span key={reason.code} className={styles.meta}>
              {textOf(reason).message}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'connections',
      title: t('accounts.usedBy'),
      render: ({ connections }) => connections.join(', ') || '–',
    },
    {
      key: 'created',
      title: t('field.created'),
      only: 'medium',
      render: (account) => <Created what={account} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (account) => <AccountActions service={service} account={account} />,
    },
  ];
}
