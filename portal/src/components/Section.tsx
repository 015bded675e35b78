import { useId, type ReactNode } from 'react';

import styles from './Section.module.css';

interface Props {
  title: string;
  buttons?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, buttons, children }: Props) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {buttons && <div className={styles.buttons}>{buttons}</div>}
      </div>
      {children}
    </section>
  );
}
