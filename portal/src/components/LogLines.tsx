import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { hueBook, lineOf } from './logLine';
import styles from './LogLines.module.css';

interface Props {
  lines: string[];
  follow: boolean;
  label: string;
  /** The log is of several containers: each line begins with its pod, which gets a colour of its own. */
  merged?: boolean;
  /** Long lines go on in the next; otherwise they are scrolled to. */
  wrap?: boolean;
  /** What is said instead of lines: by default that there are none yet. */
  empty?: string;
}

/** Stays at the end while lines arrive, unless the reader has scrolled up to look at something. */
export function LogLines({ lines, follow, label, merged = false, wrap = true, empty }: Props) {
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
      data-wrap={wrap}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < clientHeight / 10;
      }}
    >
      {lines.length === 0 && (empty ?? t('logs.empty'))}
      {lines.length > 0 && (merged ? <Coloured lines={lines} /> : lines.join('\n'))}
    </pre>
  );
}

/** Lines with their pods, each pod in a colour of its own. */
const Coloured = memo(function Coloured({ lines }: { lines: string[] }) {
  const [hueOf] = useState(hueBook);
  return lines.map((line, index) => {
    const { pod, text } = lineOf(line);
    return (
      <span key={index}>
        {pod !== null && (
          <span className={styles.pod} data-hue={hueOf(pod)}>
            {pod}{' '}
          </span>
        )}
        {text}
        {'\n'}
      </span>
    );
  });
});
