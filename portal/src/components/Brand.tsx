import { useTranslation } from 'react-i18next';

import styles from './Brand.module.css';

/** The mark (a hull with its red lead, on the slip) and the name. */
export function Brand({ onInk = false }: { onInk?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={styles.brand} data-ink={onInk}>
      <svg viewBox="0 0 32 32" className={styles.mark} aria-hidden="true">
        <path className={styles.mast} d="M15.2 3.5h2.2v5.8h-2.2zM10 7.5h4v1.8h-4z" />
        <path className={styles.hull} d="M3.5 10.5h25.6l-2.2 5H5.2z" />
        <path
          className={styles.lead}
          d="M5.2 15.5h21.7l-1.4 3.2a2.8 2.8 0 0 1-2.6 1.7H9.4a2.8 2.8 0 0 1-2.5-1.5z"
        />
        <path className={styles.slip} d="m3 28.2 26-4.4M9.5 21v5.4M22.5 21v3.2" />
      </svg>
      <span className={styles.name}>{t('brand.name')}</span>
    </span>
  );
}
