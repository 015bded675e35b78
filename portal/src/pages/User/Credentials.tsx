import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Login, Token } from '../../api/account';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import {
  endLoginOf,
  endLoginsOf,
  revokeTokenOf,
  revokeTokensOf,
  useLoginsOf,
  useTokensOf,
  type User,
} from '../../api/users';
import styles from '../../components/Credentials.module.css';
import { Failure } from '../../components/Failure';
import { useFeedback } from '../../components/feedback';
import { LoginTable } from '../../components/LoginTable';
import { TokenTable } from '../../components/TokenTable';
import { useAction } from '../../components/useAction';

/** Asks before somebody else loses what they are logged in with. */
function useQuestion() {
  const { modal } = useFeedback();
  return (title: string, content: string, okText: string, onOk: () => void) => {
    modal.confirm({ title, content, okText, okButtonProps: { danger: true }, onOk });
  };
}

/** Where the user is logged in with a browser, and the ends that an administrator can put to it. */
export function UserLogins({ user: { id, username: name } }: { user: User }) {
  const { t } = useTranslation();
  const manages = useMay()('user.manage');
  const ask = useQuestion();
  const logins = useLoginsOf(id);
  const stale = [keys.loginsOf(id)];
  const end = useAction({ run: endLoginOf, said: () => t('said.sessionEnded'), stale });
  const endAll = useAction({ run: endLoginsOf, said: () => t('said.sessionsEndedOf', { name }), stale });
  const confirmEnd = (login: Login) =>
    ask(t('confirm.endSession.title', { name }), t('confirm.endSession.consequence'), t('account.end'), () =>
      end.mutate({ userId: id, id: login.id }),
    );
  const confirmAll = () =>
    ask(
      t('confirm.endSessionsOf.title', { name }),
      t('confirm.endSession.consequence'),
      t('account.endAll'),
      () => endAll.mutate(id),
    );
  const { data, error } = logins;
  return (
    <Section
      id="sessions"
      title={t('account.sessions')}
      button={
        manages && (
          <Button danger disabled={!data?.items.length} loading={endAll.isPending} onClick={confirmAll}>
            {t('account.endAll')}
          </Button>
        )
      }
    >
      {error && !data ? (
        <Failure error={error} retry={() => void logins.refetch()} />
      ) : (
        <LoginTable logins={data?.items} onEnd={manages ? confirmEnd : undefined} />
      )}
    </Section>
  );
}

/** With what programs act as the user. */
export function UserTokens({ user: { id, username: name } }: { user: User }) {
  const { t } = useTranslation();
  const manages = useMay()('user.manage');
  const ask = useQuestion();
  const tokens = useTokensOf(id);
  const stale = [keys.tokensOf(id)];
  const revoke = useAction({
    run: (token: Token) => revokeTokenOf({ userId: id, id: token.id }),
    said: (_, token) => t('said.tokenRevoked', { name: token.name }),
    stale,
  });
  const revokeAll = useAction({
    run: revokeTokensOf,
    said: () => t('said.tokensRevokedOf', { name }),
    stale,
  });
  const consequence = t('confirm.revokeToken.consequence');
  const confirmRevoke = (token: Token) =>
    ask(t('confirm.revokeToken.title', { name: token.name }), consequence, t('account.revoke'), () =>
      revoke.mutate(token),
    );
  const confirmAll = () =>
    ask(t('confirm.revokeTokensOf.title', { name }), consequence, t('account.revokeAll'), () =>
      revokeAll.mutate(id),
    );
  const { data, error } = tokens;
  return (
    <Section
      id="tokens"
      title={t('account.tokens')}
      button={
        manages && (
          <Button danger disabled={!data?.items.length} loading={revokeAll.isPending} onClick={confirmAll}>
            {t('account.revokeAll')}
          </Button>
        )
      }
    >
      {error && !data ? (
        <Failure error={error} retry={() => void tokens.refetch()} />
      ) : (
        <TokenTable
          tokens={data?.items}
          empty={t('account.noTokensOf')}
          onRevoke={manages ? confirmRevoke : undefined}
        />
      )}
    </Section>
  );
}

interface SectionProps {
  id: string;
  title: string;
  button: ReactNode;
  children: ReactNode;
}

function Section({ id, title, button, children }: SectionProps) {
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {button}
      </div>
      {children}
    </section>
  );
}
