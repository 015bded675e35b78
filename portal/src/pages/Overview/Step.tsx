import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../components/Icon';

import styles from './Steps.module.css';

interface Props {
  done: boolean;
  title: string;
  why: string;
  /** What performs it. */
  children?: ReactNode;
}

/** One thing to do, and whether it is done. */
export function Step({ done, title, why, children }: Props) {
  const { t } = useTranslation();
  return (
    <li className={styles.step} data-done={done}>
      <span className={styles.tick} role="img" aria-label={t(done ? 'steps.done' : 'steps.todo')}>
        {done && <Icon name="check" />}
      </span>
      <div className={styles.words}>
        <strong>{title}</strong>
        <span>{why}</span>
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </li>
  );
}
