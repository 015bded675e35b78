import { Suspense } from 'react';

import { useOfPlatform, useSession } from '../../api/session';
import { lazyInLibrary } from '../../theme/inLibrary';
import styles from '../Filters.module.css';
import { setTenantInView } from '../tenantInView';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazyInLibrary(() => import('../TenantSelect'));

interface Props {
  value: string | undefined;
  /** Gets an empty text when the choice is taken back. */
  onChange: (id: string) => void;
}

/** Whose things are shown, here and on the other lists; nothing for those who see their own tenant's only. */
export function TenantFilter({ value, onChange }: Props) {
  const userId = useSession().data?.user.id ?? '';
  if (!useOfPlatform()) return null;
  const choose = (id = '') => {
    setTenantInView(userId, id);
    onChange(id);
  };
  return (
    <Suspense fallback={<span className={styles.field} />}>
      <TenantSelect value={value} onChange={choose} />
    </Suspense>
  );
}
