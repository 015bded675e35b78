import { useTranslation } from 'react-i18next';

import { middleOf, pathOf, type Line } from './layout';
import { pressed } from './press';
import styles from './Topology.module.css';

interface Props {
  lines: readonly Line[];
  /** Lines of this one stand out. */
  lit: string | null;
  arrow: string;
  /** Undefined for those who only look. */
  onRemove?: ((line: Line) => void) | undefined;
}

/** Who depends on whom; each line can be taken away at its middle. */
export function Lines({ lines, lit, arrow, onRemove }: Props) {
  const { t } = useTranslation();
  return lines.map((line) => {
    const { from, to, points } = line;
    const middle = middleOf(points);
    return (
      <g key={`${from}>${to}`} className={styles.line} data-lit={from === lit || to === lit || undefined}>
        <path className={styles.reach} d={pathOf(points)} />
        <path className={styles.stroke} d={pathOf(points)} markerEnd={`url(#${arrow})`} />
        {onRemove && (
          <g
            {...pressed(() => onRemove(line))}
            className={styles.remove}
            transform={`translate(${middle.x} ${middle.y})`}
            aria-label={t('topology.remove', { from, to })}
          >
            <circle r="9" />
            <path d="m-3.5 -3.5 7 7m0 -7-7 7" />
          </g>
        )}
      </g>
    );
  });
}
