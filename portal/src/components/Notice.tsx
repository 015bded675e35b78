import type { ReactNode } from 'react';

import { Icon } from './Icon';
import styles from './Notice.module.css';

interface Props {
  tone: 'warning' | 'error';
  title: string;
  /** Read out as soon as it appears. */
  urgent?: boolean;
  children: ReactNode;
}

/** What is wrong, in place, and below it what to do. Plain, as it is also shown where a part of the portal did not arrive. */
export function Notice({ tone, title, urgent, children }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} {...(urgent && { role: 'alert' })}>
      <Icon name="trouble" />
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {children}
      </div>
    </div>
  );
}
