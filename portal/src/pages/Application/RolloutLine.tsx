import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ServiceStatus } from '../../api/services';

import styles from './RolloutLine.module.css';

/** How far a rolling update has come. */
export function RolloutLine({ status }: { status: ServiceStatus }) {
  const { t } = useTranslation();
  const { rollout } = status;
  // Starting for the first time, or scaling, replaces nothing.
  if (!rollout || rollout.done || rollout.old === 0) return null;
  const percent =
    rollout.desired === 0
      ? 100
      : Math.round((100 * Math.min(rollout.updated, rollout.ready)) / rollout.desired);
  return (
    <div className={styles.rollout}>
      <span>{t('rollout.progress', { ...rollout })}</span>
      <Progress percent={percent} size="small" showInfo={false} aria-label={t('rollout.title')} />
    </div>
  );
}
