import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useSession } from '../../api/session';
import credentials from '../../components/Credentials.module.css';
import { PageHeader } from '../../components/PageHeader';
import { PasswordForm } from '../../components/PasswordForm';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './Account.module.css';
import { Logins } from './Logins';
import { Tokens } from './Tokens';

/** One's own account. */
export function AccountPage() {
  const { t } = useTranslation();
  const { data } = useSession();
  usePageTitle(t('nav.account'));
  if (!data) return null;
  const { user } = data;
  const about = [user.username, t(`role.${user.role}`), user.tenant_name].filter(Boolean).join(' · ');
  return (
    <>
      <PageHeader
        title={t('nav.account')}
        below={
          <span className={styles.lead}>
            {about} · <Link to="/roles">{t('nav.roles')}</Link>
          </span>
        }
      />
      <div className={styles.sections}>
        <section className={credentials.section} aria-labelledby="password">
          <h2 id="password">{t('account.password')}</h2>
          <div className={styles.form}>
            {user.origin === 'local' ? (
              <PasswordForm userId={user.id} />
            ) : (
              <p>{t('account.passwordElsewhere')}</p>
            )}
          </div>
        </section>
        <Tokens />
        <Logins />
      </div>
    </>
  );
}
