import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Point, Step } from '../../api/metering';
import { withUnit } from '../../components/amounts';
import { dates } from '../../components/time';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './Metering.module.css';
import { shownNumber, valueOf, type Metric } from './numbers';

interface Props {
  points: readonly Point[];
  step: Step;
  metric: Metric;
  unit: string;
  /** The choice of what is shown. */
  children: ReactNode;
}

/** A bar for each day or hour. Days are days of UTC, as the API counts them. */
export function Chart({ points, step, metric, unit, children }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const values = points.map((point) => valueOf(point, metric));
  const most = Math.max(...values, 0);
  const format = dates(
    language,
    step === 'day'
      ? { month: 'short', day: 'numeric', timeZone: 'UTC' }
      : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  );
  const times = points.map(({ time }) => format.format(new Date(time)));
  const said = (index: number) =>
    `${times[index] ?? ''}: ${shownNumber(values[index] ?? 0, language)} ${unit}`;
  return (
    <figure className={styles.chart}>
      <figcaption>
        <span className={styles.what}>
          {children}
          <span>{t(step === 'day' ? 'metering.perDay' : 'metering.perHour')}</span>
        </span>
        <span className={styles.most}>
          {t('metering.most', { number: withUnit(shownNumber(most, language), unit) })}
        </span>
      </figcaption>
      <ol className={styles.bars} aria-label={unit}>
        {points.map((point, index) => (
          <li key={point.time} title={said(index)}>
            <span className={styles.unseen}>{said(index)}</span>
            <i
              aria-hidden="true"
              style={{ height: `${most > 0 ? ((values[index] ?? 0) / most) * 100 : 0}%` }}
            />
          </li>
        ))}
      </ol>
      <div className={styles.axis} aria-hidden="true">
        <span>{times[0]}</span>
        <span>{times.at(-1)}</span>
      </div>
    </figure>
  );
}
