import { useLayoutEffect, useRef, type ReactNode } from 'react';

import styles from './KeptFocus.module.css';

const isDisabled = (element: Element) => element.matches(':disabled');

/** Buttons that come and go with what is done: where the one that was pressed is gone, the keyboard goes on at the next. */
export function KeptFocus({ children }: { children: ReactNode }) {
  const group = useRef<HTMLDivElement>(null);
  const held = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const before = held.current;
    if (!before || (before.isConnected && isDisabled(before))) return;
    const lost = document.activeElement === null || document.activeElement === document.body;
    const next = before.isConnected ? before : group.current?.querySelector('button:not(:disabled)');
    if (lost && next instanceof HTMLElement) next.focus();
    else if (!before.isConnected) held.current = null;
  });
  return (
    <div
      ref={group}
      className={styles.group}
      onFocus={({ target }) => {
        held.current = target;
      }}
      onBlur={({ target }) => {
        // Left by the user; what goes away, or cannot be pressed for a while, takes the focus with it.
        if (target.isConnected && !isDisabled(target)) held.current = null;
      }}
    >
      {children}
    </div>
  );
}
