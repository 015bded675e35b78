import { useTranslation } from 'react-i18next';

import type { ContainerRow } from '../api/containers';

import styles from './ContainerStateLabel.module.css';
import { toneOf, type Tone } from './containerTone';
import { Icon, type IconName } from './Icon';

// Colour is never the only sign: each has its own icon, and the word says the rest.
const ICONS: Record<Tone, IconName> = {
  good: 'afloat',
  underway: 'underway',
  bad: 'trouble',
  ended: 'draft',
};

type Shown = Pick<ContainerRow, 'state' | 'ready' | 'reason' | 'explanation'>;

/** What a container does, in one word. */
export function ContainerStateLabel({ row }: { row: Shown }) {
  const { t } = useTranslation();
  const tone = toneOf(row);
  const unready = row.state === 'running' && !row.ready;
  return (
    <span className={styles.label} data-tone={tone} data-state={row.state}>
      <Icon name={ICONS[tone]} />
      <span>{t(unready ? 'containers.notReady' : `containers.state.${row.state}`)}</span>
    </span>
  );
}
