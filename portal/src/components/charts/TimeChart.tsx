import { useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { ChartOf, Charts } from '../../api/charts';

import styles from './Charts.module.css';
import { across, known, lineOf, nearest, topOf, upTo } from './shape';
import { useWords } from './useWords';
import { ValueTable } from './ValueTable';

interface Props {
  title: string;
  /** One quantity, or two of the same unit that belong together. */
  series: readonly ChartOf[];
  within: Charts;
}

/** Lines over time, with the values under the pointer, and all of them as a table for those who read. */
export function TimeChart({ title, series, within }: Props) {
  const { t } = useTranslation();
  const words = useWords(within.range);
  const [at, setAt] = useState<number | null>(null);
  const values = series.flatMap(({ points }) => known(points));
  const [first] = series;
  if (!first) return null;
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>{title}</strong>
        <span className={styles.readout}>
          {at === null ? <Summary series={series} /> : <Reading series={series} at={at} within={within} />}
        </span>
      </figcaption>
      {values.length === 0 ? (
        <p className={styles.none}>{t('charts.none')}</p>
      ) : (
        <>
          <Drawing title={title} series={series} within={within} at={at} onPoint={setAt} />
          <div className={styles.axis} aria-hidden="true">
            <span>{words.time(within.start)}</span>
            <span>{words.time((within.start + within.end) / 2)}</span>
            <span>{words.time(within.end)}</span>
          </div>
          <ValueTable title={title} series={series} within={within} />
        </>
      )}
    </figure>
  );
}

interface DrawingProps extends Props {
  at: number | null;
  onPoint: (index: number | null) => void;
}

function Drawing({ title, series, within, at, onPoint }: DrawingProps) {
  const { t } = useTranslation();
  const words = useWords(within.range);
  const [first] = series;
  if (!first) return null;
  const { request, limit, unit, points } = first;
  const values = series.flatMap((each) => known(each.points));
  const bounds = [request, limit].filter((bound) => bound !== null);
  const top = topOf(values, bounds, unit === 'cores' ? 10 : 1024);
  const pointed = at === null ? undefined : points[at]?.[0];
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onPoint(nearest(points.length, width > 0 ? (event.clientX - left) / width : 0));
  };
  const level = (bound: number | null, of: 'request' | 'limit') =>
    bound !== null &&
    bound <= top && (
      <line
        className={styles.bound}
        data-of={of}
        x1="0"
        x2="100"
        y1={upTo(bound, top)}
        y2={upTo(bound, top)}
        vectorEffect="non-scaling-stroke"
      />
    );
  return (
    <div className={styles.plot}>
      <span className={styles.top} aria-hidden="true">
        {words.amount(top, unit)}
      </span>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('charts.described', {
          title,
          highest: words.amount(Math.max(...values), unit),
          from: words.moment(within.start),
          to: words.moment(within.end),
        })}
        onPointerMove={move}
        onPointerDown={move}
        onPointerLeave={() => onPoint(null)}
      >
        {level(request, 'request')}
        {level(limit, 'limit')}
        {series.map((each, index) => (
          <path
            key={each.metric}
            className={styles.line}
            data-second={index > 0}
            d={lineOf(each.points, within, top)}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {pointed !== undefined && (
          <line
            className={styles.cursor}
            x1={across(pointed, within)}
            x2={across(pointed, within)}
            y1="0"
            y2="100"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
    </div>
  );
}

/** Highest and mean, and the bounds of now. */
function Summary({ series }: { series: readonly ChartOf[] }) {
  const { t } = useTranslation();
  const words = useWords('1h');
  const [first] = series;
  return (
    <>
      {series.map(({ metric, points, unit }, index) => {
        const values = known(points);
        if (values.length === 0) return null;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return (
          <span key={metric}>
            {series.length > 1 && <Mark metric={metric} second={index > 0} />}
            {t('charts.summary', {
              highest: words.amount(Math.max(...values), unit),
              mean: words.amount(mean, unit),
            })}
          </span>
        );
      })}
      {(['request', 'limit'] as const).map((of) => {
        const bound = first?.[of] ?? null;
        if (!first || bound === null) return null;
        return (
          <span key={of} className={styles.boundName} data-of={of}>
            {t(`charts.bound.${of}`, { amount: words.amount(bound, first.unit) })}
          </span>
        );
      })}
    </>
  );
}

/** What is under the pointer. */
function Reading({ series, at, within }: { series: readonly ChartOf[]; at: number; within: Charts }) {
  const { t } = useTranslation();
  const words = useWords(within.range);
  return (
    <>
      <time>{words.moment(series[0]?.points[at]?.[0] ?? within.start)}</time>
      {series.map(({ metric, points, unit }, index) => {
        const value = points[at]?.[1];
        return (
          <span key={metric}>
            {series.length > 1 && <Mark metric={metric} second={index > 0} />}
            {typeof value === 'number' ? words.amount(value, unit) : t('charts.unknown')}
          </span>
        );
      })}
    </>
  );
}

function Mark({ metric, second }: { metric: ChartOf['metric']; second: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <i className={styles.mark} data-second={second} aria-hidden="true" />
      {t(`charts.metric.${metric}`)}{' '}
    </>
  );
}
