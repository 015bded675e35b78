import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useMay, useOfPlatform, type Action } from '../api/session';
import { Icon, type IconName } from '../components/Icon';
import { narrowedTo, useTenantInView } from '../components/tenantInView';

import styles from './Navigation.module.css';

type Noun =
  | 'overview'
  | 'applications'
  | 'containers'
  | 'managed'
  | 'volumes'
  | 'domains'
  | 'openings'
  | 'registries'
  | 'hosts'
  | 'partitions'
  | 'routes'
  | 'health'
  | 'settings'
  | 'tenants'
  | 'presets'
  | 'offerings'
  | 'users'
  | 'operations'
  | 'metering'
  | 'runtimeLog';

interface Entry {
  to: string;
  noun: Noun;
  icon: IconName;
  needs: Action;
  platformOnly?: boolean;
}

interface Group {
  name: 'run' | 'cluster' | 'manage' | 'records';
  entries: readonly Entry[];
}

const GROUPS: readonly Group[] = [
  {
    name: 'run',
    entries: [
      { to: '/', noun: 'overview', icon: 'overview', needs: 'application.read' },
      { to: '/applications', noun: 'applications', icon: 'applications', needs: 'application.read' },
      { to: '/managed', noun: 'managed', icon: 'anchor', needs: 'managed.read' },
      { to: '/containers', noun: 'containers', icon: 'containers', needs: 'container.read' },
      { to: '/volumes', noun: 'volumes', icon: 'volumes', needs: 'volume.read' },
      { to: '/domains', noun: 'domains', icon: 'full', needs: 'domain.read' },
      { to: '/openings', noun: 'openings', icon: 'open', needs: 'opening.read' },
      { to: '/registries', noun: 'registries', icon: 'download', needs: 'registry.read' },
    ],
  },
  {
    name: 'cluster',
    entries: [
      { to: '/hosts', noun: 'hosts', icon: 'host', needs: 'host.read' },
      {
        to: '/partitions',
        noun: 'partitions',
        icon: 'partition',
        needs: 'partition.read',
        platformOnly: true,
      },
      { to: '/routes', noun: 'routes', icon: 'routes', needs: 'route.read' },
      { to: '/health', noun: 'health', icon: 'health', needs: 'platform.read' },
      { to: '/settings', noun: 'settings', icon: 'settings', needs: 'platform.read' },
    ],
  },
  {
    name: 'manage',
    entries: [
      { to: '/tenants', noun: 'tenants', icon: 'tenants', needs: 'tenant.read', platformOnly: true },
      { to: '/presets', noun: 'presets', icon: 'presets', needs: 'tenant.read', platformOnly: true },
      { to: '/offerings', noun: 'offerings', icon: 'tag', needs: 'offering.read', platformOnly: true },
      { to: '/users', noun: 'users', icon: 'user', needs: 'user.read' },
    ],
  },
  {
    name: 'records',
    entries: [
      { to: '/metering', noun: 'metering', icon: 'meter', needs: 'metering.read' },
      { to: '/operations', noun: 'operations', icon: 'file', needs: 'operation.read' },
      { to: '/runtime-log', noun: 'runtimeLog', icon: 'terminal', needs: 'runtime_log.read' },
    ],
  },
];

/** The nouns of the domain that this user may see; lists narrowed to the tenant in view. */
export function Navigation() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const tenant = useTenantInView();
  const shown = GROUPS.map(({ name, entries }) => ({
    name,
    entries: entries.filter((entry) => may(entry.needs) && (!entry.platformOnly || ofPlatform)),
  })).filter(({ entries }) => entries.length > 0);
  return (
    <nav className={styles.navigation} aria-label={t('nav.title')}>
      {shown.map(({ name, entries }) => (
        <section key={name} className={styles.group} aria-label={t(`nav.group.${name}`)}>
          <span className={styles.heading} aria-hidden="true">
            {t(`nav.group.${name}`)}
          </span>
          {entries.map(({ to, noun, icon }) => (
            <NavLink
              key={to}
              to={narrowedTo(to, tenant)}
              end={to === '/'}
              className={styles.entry}
              title={t(`nav.${noun}`)}
            >
              <Icon name={icon} />
              <span>{t(`nav.${noun}`)}</span>
            </NavLink>
          ))}
        </section>
      ))}
    </nav>
  );
}
