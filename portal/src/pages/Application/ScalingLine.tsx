import { useTranslation } from 'react-i18next';

import type { ServiceStatus } from '../../api/services';
import { useReasonText } from '../../components/reason';

import styles from './ServiceTable.module.css';

interface Props {
  scaling: ServiceStatus['scaling'];
  /** Another place has the reason at length. */
  withoutReason?: boolean;
}

/** Between which numbers a service is autoscaled, by what, and why it goes no further: “3 of 2–10, by CPU 70 %”. */
export function ScalingLine({ scaling, withoutReason = false }: Props) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  if (!scaling) return null;
  const { desired, min, max } = scaling;
  const reason = withoutReason ? null : scaling.reason;
  const by = (['cpu', 'memory'] as const).flatMap((name) => {
    const measured = scaling[name];
    if (!measured) return [];
    const { now, target } = measured;
    return t(now === null ? 'scaling.target' : 'scaling.use', { name: t(`field.${name}`), now, target });
  });
  return (
    <span className={styles.scaling}>
      <span>{t('scaling.line', { desired, min, max, by: by.join(t('scaling.and')) })}</span>
      {reason && <span title={textOf(reason).hint}>{textOf(reason).message}</span>}
    </span>
  );
}
