import { useTranslation } from 'react-i18next';

import styles from './Gauge.module.css';
import { useAmount } from './useAmount';

interface Props {
  label: string;
  /** What it is an amount of. */
  what: 'cpu' | 'memory' | 'pods';
  /** In whole percent; null where nothing bounds it. */
  percent: number | null;
  taken: string | number;
  of: string | number;
}

const FULL = 100;
const NEARLY = 90;

/** How much of something is taken: the amounts, given as Kubernetes writes them, in words, and a bar. */
export function Gauge({ label, what, percent, taken, of }: Props) {
  const { t } = useTranslation();
  const words = useAmount();
  const both = t('gauge.of', { taken: words.part(what, taken), of: words.amount(what, of) });
  const level = percent === null || percent < NEARLY ? 'room' : percent > FULL ? 'over' : 'nearly';
  return (
    <div className={styles.gauge}>
      <span className={styles.words}>
        {both}
        {percent !== null && <b>{t('gauge.percent', { percent })}</b>}
      </span>
      <div
        className={styles.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={FULL}
        aria-valuenow={Math.min(percent ?? 0, FULL)}
        aria-valuetext={both}
      >
        <div
          className={styles.fill}
          data-level={level}
          style={{ width: `${Math.min(percent ?? 0, FULL)}%` }}
        />
      </div>
    </div>
  );
}
