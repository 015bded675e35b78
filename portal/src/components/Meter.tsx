import styles from './Meter.module.css';
import { levelOf } from './amounts';

interface Props {
  /** What is measured, for screen readers. */
  label: string;
  /** Amounts in words: what is used, and of how much. */
  used: string;
  most?: string | undefined;
  /** In percent; null where there is no bound. */
  share: number | null;
}

/** An amount as figures, and as a bar against its bound. */
export function Meter({ label, used, most, share }: Props) {
  const percent = share === null ? null : Math.min(100, Math.max(0, share));
  return (
    <span className={styles.meter}>
      <span className={styles.figures}>
        {used}
        {most !== undefined && <span className={styles.most}> / {most}</span>}
      </span>
      {percent !== null && (
        <span
          className={styles.bar}
          role="meter"
          aria-label={label}
          aria-valuenow={Math.round(share ?? 0)}
          aria-valuemin={0}
          aria-valuemax={100}
          data-level={levelOf(share ?? 0)}
        >
          <i style={{ width: `${percent}%` }} />
        </span>
      )}
    </span>
  );
}
