import { useTranslation } from 'react-i18next';

import styles from './Brand.module.css';

/** The mark (a hull on its slip) and the name. */
export function Brand({ markOnly = false }: { markOnly?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={styles.brand}>
      <svg viewBox="0 0 32 32" className={styles.mark} aria-hidden="true">
        <rect width="32" height="32" rx="8" className={styles.ground} />
        <path d="M6.5 12.5h19l-3.2 6.4a3 3 0 0 1-2.7 1.6h-8.4a3 3 0 0 1-2.6-1.5z" />
        <path d="M15 6.5h2v5h-2z" />
        <path d="m5 26 22-3.4" className={styles.slip} />
      </svg>
      {!markOnly && <span className={styles.name}>{t('brand.name')}</span>}
    </span>
  );
}
