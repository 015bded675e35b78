import { useTranslation } from 'react-i18next';

import type { Capacity, Share } from '../../api/overview';
import { Meter } from '../../components/Meter';
import { useAmount } from '../../components/useAmount';

import styles from './Overview.module.css';
import { useShareName } from './useShareName';

/** How much of each part of the quota is taken. */
export function Shares({ shares }: { shares: readonly Share[] }) {
  const nameOf = useShareName();
  const { amount, part } = useAmount();
  return (
    <dl className={styles.meters}>
      {shares.map(({ what, used, limit, percent }) => (
        <div key={what}>
          <dt>{nameOf(what)}</dt>
          <dd>
            <Meter label={nameOf(what)} used={part(what, used)} most={amount(what, limit)} share={percent} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How much of what all hosts have is reserved. */
export function Capacities({ parts }: { parts: readonly Capacity[] }) {
  const { t } = useTranslation();
  const { amount, part } = useAmount();
  return (
    <dl className={styles.meters}>
      {parts.map(({ what, requested, allocatable, percent }) => (
        <div key={what}>
          <dt>{t(`bound.${what}`)}</dt>
          <dd>
            <Meter
              label={t(`bound.${what}`)}
              used={(allocatable === null ? amount : part)(what, String(requested))}
              most={allocatable === null ? undefined : amount(what, String(allocatable))}
              share={percent}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
