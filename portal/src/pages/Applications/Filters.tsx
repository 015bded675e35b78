import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../../api/session';
import { SearchBox } from '../../components/SearchBox';

import styles from './Applications.module.css';
import type { ListState } from './useListQuery';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantFilter = lazy(() => import('./TenantFilter'));

export function Filters({ query, change }: ListState) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  return (
    <div className={styles.filters} role="search">
      <SearchBox
        label={t('applications.search')}
        value={query.q ?? ''}
        onSearch={(text) => change({ q: text, page: 1 })}
      />
      {ofPlatform && (
        <Suspense fallback={<span className={styles.tenant} />}>
          <TenantFilter query={query} change={change} />
        </Suspense>
      )}
    </div>
  );
}
