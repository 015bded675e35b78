import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Button } from '../Button';
import styles from '../Filters.module.css';

interface Props {
  children: ReactNode;
  /** Whether anything is filtered. */
  narrowed?: boolean;
  /** Takes all filters back; without it, the bar has no button for that. */
  reset?: () => void;
}

/** What a list is narrowed by. */
export function FilterBar({ children, narrowed, reset }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="search">
      {children}
      {reset && (
        <Button kind="text" disabled={!narrowed} onClick={reset}>
          {t('action.reset')}
        </Button>
      )}
    </div>
  );
}
