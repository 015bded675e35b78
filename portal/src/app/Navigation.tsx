import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useMay, useOfPlatform, type Action } from '../api/session';
import { Icon, type IconName } from '../components/Icon';

import styles from './Navigation.module.css';

interface Entry {
  to: string;
  label: 'nav.applications' | 'nav.tenants' | 'nav.users';
  icon: IconName;
  needs: Action;
  platformOnly?: boolean;
}

const ENTRIES: readonly Entry[] = [
  { to: '/applications', label: 'nav.applications', icon: 'applications', needs: 'application.read' },
  { to: '/tenants', label: 'nav.tenants', icon: 'tenants', needs: 'tenant.read', platformOnly: true },
  { to: '/users', label: 'nav.users', icon: 'user', needs: 'user.read' },
];

/** The nouns of the domain that this user may see. */
export function Navigation() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const shown = ENTRIES.filter((entry) => may(entry.needs) && (!entry.platformOnly || ofPlatform));
  return (
    <nav className={styles.navigation} aria-label={t('nav.title')}>
      {shown.map(({ to, label, icon }) => (
        <NavLink key={to} to={to} className={styles.entry} title={t(label)}>
          <Icon name={icon} />
          <span>{t(label)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
