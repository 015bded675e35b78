import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';

import { useLiveUpdates } from '../api/live';
import { Brand } from '../components/Brand';
import { SlipDrawing } from '../components/SlipDrawing';
import { withTexts } from '../i18n/language';
import { lazyInLibrary } from '../theme/inLibrary';

import { EngineBanner } from './EngineBanner';
import styles from './Frame.module.css';
import { LanguageSwitch } from './LanguageSwitch';
import { LiveMark } from './LiveMark';
import { ModeSwitch } from './ModeSwitch';
import { Navigation } from './Navigation';
import { SearchButton } from './SearchButton';
import { Splash } from './Splash';
import { TenantSwitch } from './TenantSwitch';
import { UserMenu } from './UserMenu';

const Bell = lazyInLibrary(() => withTexts(['bell', 'operations'], import('../bell')));

/** Sidebar, top bar and the page between them; follows live updates as long as it is shown. */
export function Frame() {
  const { t } = useTranslation();
  useLiveUpdates();
  return (
    <div className={styles.frame}>
      <a href="#page" className={styles.skip}>
        {t('frame.skip')}
      </a>
      <aside className={styles.sider}>
        <Link to="/" className={styles.home} aria-label={t('brand.name')}>
          <Brand onInk />
        </Link>
        <Navigation />
        <div className={styles.slip}>
          <SlipDrawing />
        </div>
      </aside>
      <div className={styles.bar}>
        <SearchButton />
        <TenantSwitch />
        <LiveMark />
        <Suspense>
          <Bell />
        </Suspense>
        <LanguageSwitch />
        <ModeSwitch />
        <UserMenu />
      </div>
      <main id="page" className={styles.page} tabIndex={-1}>
        <EngineBanner />
        <Suspense fallback={<Splash />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
