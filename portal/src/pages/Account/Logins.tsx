import { App, Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { endLogin, endOtherLogins, useLogins, type Login } from '../../api/account';
import { keys } from '../../api/query';
import { browserOf } from '../../components/browserOf';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { useAction } from '../../components/useAction';
import { When } from '../../components/When';

import styles from './Account.module.css';

/** Where one is logged in with a browser. */
export function Logins() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const logins = useLogins();
  const said = () => t('said.sessionEnded');
  const end = useAction({ run: endLogin, said, stale: [keys.logins] });
  const endOthers = useAction({
    run: endOtherLogins,
    said: () => t('said.sessionsEnded'),
    stale: [keys.logins],
  });
  const ask = () =>
    modal.confirm({
      title: t('confirm.endSessions.title'),
      content: t('confirm.endSessions.consequence'),
      okText: t('account.endOthers'),
      okButtonProps: { danger: true },
      onOk: () => endOthers.mutate(undefined),
    });
  const others = logins.data?.items.filter(({ current }) => !current) ?? [];
  return (
    <section className={styles.section} aria-labelledby="sessions">
      <div className={styles.head}>
        <h2 id="sessions">{t('account.sessions')}</h2>
        <Button disabled={others.length === 0} loading={endOthers.isPending} onClick={ask}>
          {t('account.endOthers')}
        </Button>
      </div>
      {logins.error && !logins.data ? (
        <Failure error={logins.error} retry={() => void logins.refetch()} />
      ) : (
        <DataTable<Login>
          label={t('account.sessions')}
          rows={logins.data?.items}
          rowKey={({ id }) => id}
          empty={t('list.nothingFound')}
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
                !login.current && (
                  <Button size="small" onClick={() => end.mutate(login)}>
                    {t('account.end')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
