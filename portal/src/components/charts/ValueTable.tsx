import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ChartOf, Charts } from '../../api/charts';

import styles from './Charts.module.css';
import { useWords } from './useWords';

interface Props {
  title: string;
  series: readonly ChartOf[];
  within: Charts;
}

/** The same as text; its hundreds of rows are made when it is opened. */
export function ValueTable({ title, series, within }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.table} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('charts.asTable', { title })}</summary>
      {open && <Rows title={title} series={series} within={within} />}
    </details>
  );
}

function Rows({ title, series, within }: Props) {
  const { t } = useTranslation();
  const words = useWords(within.range);
  const times = series[0]?.points.map(([time]) => time) ?? [];
  return (
    // Scrolled by the keyboard as well, so it takes the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.rows} role="region" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field.time')}</th>
            {series.map(({ metric }) => (
              <th key={metric} scope="col">
                {t(`charts.metric.${metric}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{words.moment(time)}</th>
              {series.map(({ metric, points, unit }) => {
                const value = points[index]?.[1];
                return (
                  <td key={metric}>
                    {typeof value === 'number' ? words.amount(value, unit) : t('charts.unknown')}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
