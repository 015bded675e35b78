import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { keys } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { deleteUser, unlockUser, useUser, type User } from '../../api/users';
import { Crumbs } from '../../components/Crumbs';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { NamedDeletion } from '../../components/NamedDeletion';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { useAction } from '../../components/useAction';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';
import { DisableButton } from '../Users/DisableButton';
import { NewPassword } from '../Users/NewPassword';
import { UserTags } from '../Users/UserTags';

import { UserLogins, UserTokens } from './Credentials';
import { EditDialog, PasswordDialog } from './dialogs';
import styles from './User.module.css';

/** One account, and what an administrator can do about it. */
export function UserPage() {
  const { t } = useTranslation();
  const { userId = '' } = useParams();
  const user = useUser(userId);
  usePageTitle(user.data?.username ?? t('field.user'));
  if (user.error && !user.data) return <Failure error={user.error} retry={() => void user.refetch()} />;
  if (!user.data) return <Skeleton active />;
  return <Content user={user.data} />;
}

type Dialog = 'edit' | 'password' | 'delete';

function Content({ user }: { user: User }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: session } = useSession();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const close = () => setDialog(null);
  const { id, username: name } = user;
  const unlock = useAction({
    run: unlockUser,
    said: () => t('said.unlocked', { name }),
    stale: [keys.users],
  });
  const own = session?.user.id === id;
  return (
    <>
      <Crumbs above={[{ to: '/users', label: t('nav.users') }]} here={name} />
      <PageHeader
        title={name}
        aside={<UserTags user={user} />}
        below={user.display_name && <span className={panel.lead}>{user.display_name}</span>}
        actions={
          may('user.manage') &&
          !own && (
            <>
              <Button onClick={() => setDialog('edit')}>{t('action.edit')}</Button>
              {user.origin === 'local' && (
                <Button onClick={() => setDialog('password')}>{t('users.resetPassword')}</Button>
              )}
              {user.locked_until && (
                <Button loading={unlock.isPending} onClick={() => unlock.mutate(id)}>
                  {t('users.unlock')}
                </Button>
              )}
              <DisableButton user={user} size="middle" />
              <Button danger onClick={() => setDialog('delete')}>
                {t('action.delete')}
              </Button>
            </>
          )
        }
      />
      <section className={styles.section}>
        <Facts
          facts={[
            [
              t('field.role'),
              <>
                {t(`role.${user.role}`)} · <Link to="/roles">{t('nav.roles')}</Link>
              </>,
            ],
            [t('field.tenant'), user.tenant_name ?? t('users.platform')],
            [t('users.lockedUntil'), user.locked_until && <When key="k" at={user.locked_until} />],
            [t('field.created'), <When key="c" at={user.created_at} />],
            [
              t('users.lastLogin'),
              user.last_login_at ? <When key="l" at={user.last_login_at} /> : t('users.never'),
            ],
          ]}
        />
        <Link to={own ? '/account' : `/operations?actor_id=${id}`}>
          {t(own ? 'nav.account' : 'users.operations')}
        </Link>
      </section>
      {!own && (
        <div className={styles.credentials}>
          <UserLogins user={user} />
          <UserTokens user={user} />
        </div>
      )}
      {dialog === 'edit' && <EditDialog user={user} onClose={close} />}
      {dialog === 'password' && <PasswordDialog user={user} onClose={close} onReset={setPassword} />}
      {password !== null && (
        <NewPassword username={name} password={password} toChange onClose={() => setPassword(null)} />
      )}
      {dialog === 'delete' && (
        <NamedDeletion
          title={t('confirm.deleteUser.title', { name })}
          name={name}
          consequences={[t('confirm.deleteUser.consequence')]}
          run={() => deleteUser(id)}
          stale={[keys.users]}
          onClose={close}
          onDone={() => void navigate('/users')}
        />
      )}
    </>
  );
}
