import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './LogLines.module.css';

interface Props {
  lines: string[];
  follow: boolean;
  label: string;
}

/** Stays at the end while lines arrive, unless the reader has scrolled up to look at something. */
export function LogLines({ lines, follow, label }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current && follow && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);
  return (
    <pre
      ref={box}
      className={styles.log}
      role="log"
      aria-label={label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < clientHeight / 10;
      }}
    >
      {lines.length === 0 ? t('logs.empty') : lines.join('\n')}
    </pre>
  );
}
