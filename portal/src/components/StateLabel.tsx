import { useTranslation } from 'react-i18next';

import type { State } from '../api/applications';

import { Icon, type IconName } from './Icon';
import styles from './StateLabel.module.css';

// Colour is never the only sign: each state has its own icon and its own word.
const ICONS: Record<State, IconName> = {
  draft: 'draft',
  publishing: 'underway',
  running: 'afloat',
  degraded: 'trouble',
  unpublishing: 'lowering',
};

export function StateLabel({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <span className={`${styles.state ?? ''} ${styles[state] ?? ''}`} data-state={state}>
      <Icon name={ICONS[state]} />
      <span>{t(`state.${state}`)}</span>
    </span>
  );
}
