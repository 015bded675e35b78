import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { endLogin, endOtherLogins, useLogins } from '../../api/account';
import { keys } from '../../api/query';
import styles from '../../components/Credentials.module.css';
import { Failure } from '../../components/Failure';
import { useFeedback } from '../../components/feedback';
import { LoginTable } from '../../components/LoginTable';
import { useAction } from '../../components/useAction';

/** Where one is logged in with a browser. */
export function Logins() {
  const { t } = useTranslation();
  const { modal } = useFeedback();
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
        <LoginTable logins={logins.data?.items} onEnd={(login) => end.mutate(login)} />
      )}
    </section>
  );
}
