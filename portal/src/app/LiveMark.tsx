import { useTranslation } from 'react-i18next';

import { useLiveState } from '../api/live';
import { Hint } from '../components/Hint';

import styles from './LiveMark.module.css';

/** Says whether what is on the page follows the cluster by itself. */
export function LiveMark() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <Hint text={t(`live.${state}.hint`)}>
      <span className={styles.mark} data-live={state} role="status">
        <i />
        {t(`live.${state}.name`)}
      </span>
    </Hint>
  );
}
