import { useTranslation } from 'react-i18next';

import styles from './ReadyCount.module.css';

interface Props {
  ready: number;
  total: number;
}

const SEGMENTS_UP_TO = 8;

/** How many of how many are ready: as figures, and as a bar of one segment each while they can be told apart. */
export function ReadyCount({ ready, total }: Props) {
  const { t } = useTranslation();
  const segments = Math.min(total, SEGMENTS_UP_TO);
  const filled = total === 0 ? 0 : Math.floor((ready * segments) / total);
  return (
    <span className={styles.count} role="img" aria-label={t('status.readyOf', { ready, total })}>
      <span className={styles.figures}>
        {ready}/{total}
      </span>
      <span className={styles.bar}>
        {Array.from({ length: segments }, (_, index) => (
          <i key={index} className={index < filled ? styles.filled : undefined} />
        ))}
      </span>
    </span>
  );
}
