import { Suspense } from 'react';

import { useOfPlatform } from '../../api/session';
import { lazyInLibrary } from '../../theme/inLibrary';
import styles from '../Filters.module.css';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazyInLibrary(() => import('../TenantSelect'));

interface Props {
  value: string | undefined;
  /** Gets an empty text when the choice is taken back. */
  onChange: (id: string) => void;
}

/** Whose things are shown; nothing for those who see their own tenant's only. */
export function TenantFilter({ value, onChange }: Props) {
  if (!useOfPlatform()) return null;
  return (
    <Suspense fallback={<span className={styles.field} />}>
      <TenantSelect value={value} onChange={(id) => onChange(id ?? '')} />
    </Suspense>
  );
}
