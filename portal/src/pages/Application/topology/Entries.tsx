import { useTranslation } from 'react-i18next';

import type { ServiceTraffic } from '../../../api/traffic';
import { isTroubling } from '../../../components/traffic';

import { NODE, pathOf, type Layout } from './layout';
import styles from './Topology.module.css';
import { useTrafficWords } from './Traffic';
import { hostOf, shortened } from './words';

const HEIGHT = 32;
/** With a line of what is going on there. */
const TALLER = 50;
const MOST_LETTERS = 24;

interface Props {
  /** Which service each public address leads to. */
  urls: ReadonlyMap<string, string>;
  layout: Layout;
  arrow: string;
  /** What comes in, by the service's name. */
  traffic: ReadonlyMap<string, ServiceTraffic>;
}

/** Where the public comes in: each address, from the left of its service. */
export function Entries({ urls, layout, arrow, traffic }: Props) {
  const { t } = useTranslation();
  const words = useTrafficWords();
  return [...urls].map(([url, name]) => {
    const at = layout.nodes.get(url);
    const line = layout.lines.find(({ from }) => from === url);
    if (!at || !line) return null;
    const shown = shortened(hostOf(url), MOST_LETTERS);
    const counted = traffic.get(name);
    const told = counted ? words(counted) : '';
    const height = told ? TALLER : HEIGHT;
    const middle = at.y + NODE.height / 2;
    const entry = t('topology.entry', { host: shown, name });
    return (
      <g key={url} data-troubling={counted && isTroubling(counted) ? true : undefined}>
        <path className={styles.way} d={pathOf(line.points)} markerEnd={`url(#${arrow})`} />
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className={styles.entry}
          aria-label={told ? `${entry}; ${told}` : entry}
        >
          <title>{url}</title>
          <rect x={at.x} y={middle - height / 2} width={NODE.width} height={height} />
          <text aria-hidden="true" x={at.x + NODE.width / 2} y={middle + (told ? -5 : 5)} textAnchor="middle">
            {shown}
          </text>
          {told && (
            <text
              className={styles.told}
              aria-hidden="true"
              x={at.x + NODE.width / 2}
              y={middle + 15}
              textAnchor="middle"
            >
              {told}
            </text>
          )}
        </a>
      </g>
    );
  });
}
