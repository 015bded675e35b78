import type { ComponentPropsWithRef, ReactNode } from 'react';

import styles from './Button.module.css';
import { Icon } from './Icon';

interface Props extends ComponentPropsWithRef<'button'> {
  kind?: 'default' | 'primary' | 'ghost' | 'text' | 'link';
  small?: boolean;
  icon?: ReactNode;
  /** What was pressed is under way; pressing it again does nothing. */
  loading?: boolean;
}

/** As the component library's, for what the first page is made of: it is drawn before the library is there. */
export function Button({ kind = 'default', small, icon, loading, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      className={styles.button}
      data-kind={kind}
      data-small={small}
      data-bare={children === undefined}
      aria-busy={loading}
      onClick={(event) => {
        if (!loading) onClick?.(event);
      }}
      {...rest}
    >
      {loading ? <Icon name="underway" /> : icon}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
