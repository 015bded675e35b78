import { useTranslation } from 'react-i18next';

import type { Service } from '../../../api/services';
import { across, lineOf, topOf, upTo, type Point } from '../../../components/charts/shape';
import { dates, spaced } from '../../../components/time';
import { useLanguage } from '../../../i18n/useLanguage';

import styles from './Autoscaling.module.css';
import { filledBy, replicasOver, type Reserved, type Rules } from './simulate';
import { useLoad } from './useLoad';

interface Props {
  service: Service | null;
  rules: Rules;
  reserved: Reserved;
}

/** How many replicas the rules would have given lately, above what the load would have filled. */
export function Preview({ service, rules, reserved }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { samples, real } = useLoad(service, rules, reserved);
  const numbers = replicasOver(samples, rules, reserved);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return null;
  const span = { start: first.time, end: last.time };
  const filled = samples.map((each): Point => [each.time, filledBy(each, rules, reserved)]);
  const counts = numbers.map(({ replicas }) => replicas);
  const top = topOf([...counts, ...filled.map(([, value]) => value ?? 0)], [rules.max], 10);
  // Where both are one, one line says it.
  const bounds = [
    { of: 'max' as const, number: rules.max },
    ...(rules.min === rules.max ? [] : [{ of: 'min' as const, number: rules.min ?? 1 }]),
  ];
  const summary = t('autoscaling.preview.summary', {
    fewest: Math.min(...counts),
    most: Math.max(...counts),
    changes: counts.filter((count, index) => index > 0 && count !== counts[index - 1]).length,
  });
  const clock = dates(language, { hour: '2-digit', minute: '2-digit' });
  return (
    <figure className={styles.preview}>
      <figcaption>
        <strong>{t(real ? 'autoscaling.preview.real' : 'autoscaling.preview.madeUp')}</strong>
        <span className={styles.legend}>
          <i className={styles.mark} aria-hidden="true" />
          {t('autoscaling.preview.replicas')}
          <i className={styles.mark} data-of="load" aria-hidden="true" />
          {t('autoscaling.preview.load')}
        </span>
        <span role="status" className={styles.legend}>
          {summary}
        </span>
      </figcaption>
      <div className={styles.plot}>
        {bounds.map(({ of, number }) => (
          <span key={of} className={styles.label} style={{ top: `${upTo(number, top)}%` }} aria-hidden="true">
            {t(`autoscaling.preview.${of}`, { number })}
          </span>
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={summary}>
          {bounds.map(({ of, number }) => (
            <line
              key={of}
              className={styles.bound}
              x1="0"
              x2="100"
              y1={upTo(number, top)}
              y2={upTo(number, top)}
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <path className={styles.load} d={lineOf(filled, span, top)} vectorEffect="non-scaling-stroke" />
          <path className={styles.steps} d={stepsOf(numbers, span, top)} vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <div className={styles.axis} aria-hidden="true">
        {[span.start, (span.start + span.end) / 2, span.end].map((time) => (
          <span key={time}>{real ? clock.format(time * 1000) : hours(time - span.end, language)}</span>
        ))}
      </div>
    </figure>
  );
}

/** A line that stays until the number is another. */
function stepsOf(
  numbers: ReturnType<typeof replicasOver>,
  span: { start: number; end: number },
  top: number,
) {
  return numbers
    .map(({ time, replicas }, index) => {
      const [x, y] = [across(time, span).toFixed(2), upTo(replicas, top).toFixed(2)];
      return index === 0 ? `M${x},${y}` : `H${x}V${y}`;
    })
    .join('');
}

/** A time that is not on any clock: 3 hours ago. */
const hours = (seconds: number, language: string) => {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return seconds === 0 ? words.format(0, 'second') : spaced(words.format(Math.round(seconds / 3600), 'hour'));
};
