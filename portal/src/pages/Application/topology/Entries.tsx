import { useTranslation } from 'react-i18next';

import { NODE, pathOf, type Layout } from './layout';
import styles from './Topology.module.css';
import { hostOf, shortened } from './words';

const HEIGHT = 32;
const MOST_LETTERS = 24;

interface Props {
  /** Which service each public address leads to. */
  urls: ReadonlyMap<string, string>;
  layout: Layout;
  arrow: string;
}

/** Where the public comes in: each address, from the left of its service. */
export function Entries({ urls, layout, arrow }: Props) {
  const { t } = useTranslation();
  return [...urls].map(([url, name]) => {
    const at = layout.nodes.get(url);
    const line = layout.lines.find(({ from }) => from === url);
    if (!at || !line) return null;
    const shown = shortened(hostOf(url), MOST_LETTERS);
    return (
      <g key={url}>
        <path className={styles.way} d={pathOf(line.points)} markerEnd={`url(#${arrow})`} />
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className={styles.entry}
          aria-label={t('topology.entry', { host: shown, name })}
        >
          <title>{url}</title>
          <rect x={at.x} y={at.y + (NODE.height - HEIGHT) / 2} width={NODE.width} height={HEIGHT} />
          <text
            aria-hidden="true"
            x={at.x + NODE.width / 2}
            y={at.y + NODE.height / 2 + 5}
            textAnchor="middle"
          >
            {shown}
          </text>
        </a>
      </g>
    );
  });
}
