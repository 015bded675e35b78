import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ManagedService } from '../../api/managed';
import {
  changeAccount,
  deleteAccount,
  lookAtAccount,
  MADE,
  type Account,
  type AccountPatch,
} from '../../api/managedAccounts';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import styles from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';

import { AccessDialog } from './AccessDialog';

interface Props {
  service: ManagedService;
  account: Account;
}

/** What can be done with one account: look at its password, give it another one or other rights, delete it. */
export function AccountActions({ service, account }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [seen, setSeen] = useState(false);
  const { username, state } = account;
  const place = { managed: service.id, account: account.id };
  const look = useAction({
    run: () => lookAtAccount(place),
    said: () => t('said.accessLogged'),
    stale: [],
    done: () => setSeen(true),
  });
  const { items, busy } = useMenu({ service, account });
  if (state === 'deleting') return null;
  return (
    <div className={styles.actions}>
      {may('application.secrets') && (
        <Button
          size="small"
          aria-label={t('accounts.showOf', { username })}
          loading={look.isPending}
          onClick={() => look.mutate(undefined)}
        >
          {t('accounts.show')}
        </Button>
      )}
      {may('managed.manage') && (
        <Dropdown trigger={['click']} menu={{ items }}>
          <Button
            size="small"
            loading={busy}
            icon={<Icon name="more" />}
            aria-label={t('accounts.more', { username })}
          />
        </Dropdown>
      )}
      {seen && look.data && <AccessDialog access={look.data} onClose={() => setSeen(false)} />}
    </div>
  );
}

function useMenu({ service, account }: Props) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { username, access, connections } = account;
  const place = { managed: service.id, account: account.id };
  const stale = [keys.managed];
  const change = useAction({
    run: (body: AccountPatch) => changeAccount(place, body),
    said: () => t('said.changed', { name: username }),
    stale,
  });
  const remove = useAction({
    run: () => deleteAccount(place),
    said: () => t('said.accountLeaves', { username }),
    stale,
  });
  const users = connections.join(', ');
  const used = users && <p>{t('accounts.restarts', { users })}</p>;
  const other = access === 'read_write' ? 'read_only' : 'read_write';
  const askPassword = () =>
    modal.confirm({
      title: t('accounts.newPasswordTitle', { username }),
      content: (
        <>
          <p>{t('accounts.newPasswordRule')}</p>
          {used}
        </>
      ),
      okText: t('accounts.newPassword'),
      onOk: () => change.mutate({ password: MADE }),
    });
  const askDelete = () =>
    users
      ? modal.warning({
          title: t('accounts.inUse', { username }),
          content: t('accounts.inUseBy', { users }),
          okText: t('action.close'),
        })
      : modal.confirm({
          title: t('accounts.deleteTitle', { username }),
          content: t('accounts.deleteRule'),
          okText: t('action.delete'),
          okButtonProps: { danger: true },
          onOk: () => remove.mutate(undefined),
        });
  return {
    busy: change.isPending || remove.isPending,
    items: [
      { key: 'password', label: t('accounts.newPassword'), onClick: askPassword },
      {
        key: 'access',
        label: t(`accounts.make.${other}`),
        onClick: () => change.mutate({ access: other }),
      },
      { key: 'delete', danger: true, label: t('action.delete'), onClick: askDelete },
    ],
  };
}
