import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useLogout, type Session } from '../../api/session';
import { LanguageSwitch } from '../../app/LanguageSwitch';
import { Brand } from '../../components/Brand';
import { PasswordForm } from '../../components/PasswordForm';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './PasswordNeeded.module.css';

/** In place of every page until somebody else's password has been replaced by one's own; the address stays. */
export default function PasswordNeeded({ session }: { session: Session }) {
  const { t } = useTranslation();
  const logout = useLogout();
  usePageTitle(t('passwordNeeded.title'));
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <Brand />
        <LanguageSwitch />
      </div>
      <h1>{t('passwordNeeded.title')}</h1>
      <p>{t('passwordNeeded.why', { name: session.user.username })}</p>
      <PasswordForm userId={session.user.id} />
      <Button type="link" className={styles.leave} onClick={() => logout.mutate()}>
        {t('action.logout')}
      </Button>
    </main>
  );
}
