import { useTranslation } from 'react-i18next';

import type { Capacity, Share } from '../../api/overview';
import { bytes, cores } from '../../components/amounts';
import { Meter } from '../../components/Meter';
import { useAmount } from '../../components/useAmount';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './Overview.module.css';
import { useShareName } from './useShareName';

/** How much of each part of the quota is taken. */
export function Shares({ shares }: { shares: readonly Share[] }) {
  const nameOf = useShareName();
  const inWords = useAmount();
  return (
    <dl className={styles.meters}>
      {shares.map(({ what, used, limit, percent }) => (
        <div key={what}>
          <dt>{nameOf(what)}</dt>
          <dd>
            <Meter label={nameOf(what)} used={inWords(used)} most={inWords(limit)} share={percent} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How much of what all hosts have is reserved. */
export function Capacities({ parts }: { parts: readonly Capacity[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = (what: Capacity['what'], amount: number) =>
    what === 'memory' || what === 'storage' ? bytes(amount, language) : cores(amount, language);
  return (
    <dl className={styles.meters}>
      {parts.map(({ what, requested, allocatable, percent }) => (
        <div key={what}>
          <dt>{t(`bound.${what}`)}</dt>
          <dd>
            <Meter
              label={t(`bound.${what}`)}
              used={words(what, requested)}
              most={allocatable === null ? undefined : words(what, allocatable)}
              share={percent}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
