import {
  CheckCircleFilled,
  EditOutlined,
  ExclamationCircleFilled,
  LoadingOutlined,
  PauseCircleOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import type { State } from '../api/applications';

import styles from './StateLabel.module.css';

// Colour is never the only sign: each state has its own icon and its own word.
const ICONS: Record<State, ComponentType> = {
  draft: EditOutlined,
  publishing: LoadingOutlined,
  running: CheckCircleFilled,
  degraded: ExclamationCircleFilled,
  unpublishing: PauseCircleOutlined,
};

export function StateLabel({ state }: { state: State }) {
  const { t } = useTranslation();
  const Icon = ICONS[state];
  return (
    <span className={`${styles.state ?? ''} ${styles[state] ?? ''}`} data-state={state}>
      <Icon />
      <span>{t(`state.${state}`)}</span>
    </span>
  );
}
