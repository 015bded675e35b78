import type { ReactNode } from 'react';

import styles from './PageHeader.module.css';

interface Props {
  title: ReactNode;
  /** Beside the title: state, count. */
  aside?: ReactNode;
  /** Below the title: description, addresses. */
  below?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, aside, below, actions }: Props) {
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        <div className={styles.title}>
          <h1>{title}</h1>
          {aside}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {below && <div className={styles.below}>{below}</div>}
    </header>
  );
}
