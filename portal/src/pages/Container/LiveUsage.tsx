import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useContainerUsage, type ContainerDetail, type Usage } from '../../api/containers';
import { joined } from '../../components/joined';
import { quantity } from '../../components/quantity';
import { UsageMeter } from '../../components/UsageMeter';
import { UsageProblem } from '../../components/UsageProblem';
import { useAmount } from '../../components/useAmount';
import { When } from '../../components/When';

import styles from './Container.module.css';
import { line, withSample } from './samples';

/** What the container uses now, and what was measured since the page was opened. */
export function LiveUsage({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const { data } = useContainerUsage(container);
  const usage = data?.usage ?? container.usage;
  const [samples, setSamples] = useState<Usage[]>([]);
  const known = withSample(samples, usage);
  if (known !== samples) setSamples(known);
  return (
    <section className={styles.section}>
      <h2>{t('container.usage')}</h2>
      <UsageProblem problem={data?.problem} />
      {(['cpu', 'memory'] as const).map((of) => (
        <div key={of} className={styles.usage}>
          <strong>{t(`field.${of}`)}</strong>
          <UsageMeter row={{ usage, limits: container.limits }} of={of} />
          <Chart
            samples={known}
            of={of}
            limit={container.limits[of]}
            running={container.state === 'running'}
          />
        </div>
      ))}
      <p className={styles.meta}>
        {usage ? (
          <>{joined(t('container.sinceOpened'), <When at={usage.at} lead={t('container.measured')} />)}</>
        ) : (
          container.state === 'running' && t('container.unmeasured')
        )}
      </p>
    </section>
  );
}

interface ChartProps {
  samples: readonly Usage[];
  of: 'cpu' | 'memory';
  limit: string | undefined;
  /** What does not run is not measured: no line is promised. */
  running: boolean;
}

/** A line through the samples, up to the limit or, without one, to their own highest. */
function Chart({ samples, of, limit, running }: ChartProps) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const values = samples.map((sample) => sample[of]);
  const highest = Math.max(...values, 0);
  const most = Math.max(limit === undefined ? 0 : quantity(limit), highest);
  if (values.length < 2)
    return (
      <div className={styles.noChart}>{t(running ? 'container.firstSample' : 'container.notRunning')}</div>
    );
  return (
    <svg
      className={styles.chart}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={t('container.chart', {
        of: t(`field.${of}`),
        number: values.length,
        highest: amount(of, highest),
      })}
    >
      <polyline points={line(values, most)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
