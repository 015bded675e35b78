import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Login } from '../api/account';

import { browserOf } from './browserOf';
import { DataTable } from './DataTable';
import styles from './Credentials.module.css';
import { When } from './When';

interface Props {
  logins: Login[] | undefined;
  /** Absent for those who may only look. */
  onEnd?: ((login: Login) => void) | undefined;
}

/** Browser sessions of one person. */
export function LoginTable({ logins, onEnd }: Props) {
  const { t } = useTranslation();
  return (
    <DataTable<Login>
      label={t('account.sessions')}
      rows={logins}
      rowKey={({ id }) => id}
      empty={t('account.noSessions')}
      columns={[
        {
          key: 'agent',
          title: t('account.browser'),
          render: ({ user_agent: agent, current }) => (
            <div className={styles.agent} title={agent}>
              {browserOf(agent) || '–'} {current && <Tag color="success">{t('account.thisSession')}</Tag>}
            </div>
          ),
        },
        { key: 'source', title: t('field.source'), render: ({ source }) => source },
        { key: 'begun', title: t('account.begun'), render: ({ created_at: at }) => <When at={at} /> },
        { key: 'used', title: t('account.lastUsed'), render: ({ last_used_at: at }) => <When at={at} /> },
        {
          key: 'actions',
          align: 'end',
          render: (login) =>
            onEnd &&
            !login.current && (
              <Button size="small" onClick={() => onEnd(login)}>
                {t('account.end')}
              </Button>
            ),
        },
      ]}
    />
  );
}
