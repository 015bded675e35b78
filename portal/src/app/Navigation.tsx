import { AppstoreOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useMay, useOfPlatform, type Action } from '../api/session';

import styles from './Navigation.module.css';

interface Entry {
  to: string;
  label: 'nav.applications' | 'nav.tenants' | 'nav.users';
  icon: ComponentType;
  needs: Action;
  platformOnly?: boolean;
}

const ENTRIES: readonly Entry[] = [
  { to: '/applications', label: 'nav.applications', icon: AppstoreOutlined, needs: 'application.read' },
  { to: '/tenants', label: 'nav.tenants', icon: TeamOutlined, needs: 'tenant.read', platformOnly: true },
  { to: '/users', label: 'nav.users', icon: UserOutlined, needs: 'user.read' },
];

/** The nouns of the domain that this user may see. */
export function Navigation() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const shown = ENTRIES.filter((entry) => may(entry.needs) && (!entry.platformOnly || ofPlatform));
  return (
    <nav className={styles.navigation} aria-label={t('nav.title')}>
      {shown.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} className={styles.entry} title={t(label)}>
          <Icon />
          <span>{t(label)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
