import { Alert, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { useCanaryTraffic, type CanaryTraffic } from '../../../api/canary';
import { isNotSet } from '../../../api/charts';
import { asApiError } from '../../../api/errors';
import { lineOf, known, topOf } from '../../../components/charts/shape';
import { DataTable } from '../../../components/DataTable';
import { Failure } from '../../../components/Failure';
import { Outdated } from '../../../components/Outdated';
import { useReasonText } from '../../../components/reason';
import { useErrorText } from '../../../components/useErrorText';

import styles from './Canary.module.css';
import { useFigures } from './useFigures';

type Comparison = CanaryTraffic['comparisons'][number];

/** What the gateway counts of both, side by side; or why there is nothing to compare. */
export function Traffic({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { data, error, refetch } = useCanaryTraffic(serviceId);
  if (isNotSet(error)) {
    const { message, hint } = textOf(asApiError(error));
    return <Alert type="info" showIcon title={message} description={hint} />;
  }
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      {error && <Outdated error={error} />}
      <Reason traffic={data} />
      <p className={styles.lead}>{t('canary.measured', { minutes: Math.round(data.window / 60) })}</p>
      <Table traffic={data} />
    </>
  );
}

function Reason({ traffic: { reason } }: { traffic: CanaryTraffic }) {
  const textOf = useReasonText();
  if (!reason) return null;
  const { message, hint } = textOf(reason);
  return <Alert type="info" showIcon title={message} {...(hint && { description: hint })} />;
}

function Table({ traffic }: { traffic: CanaryTraffic }) {
  const { t } = useTranslation();
  const figure = useFigures();
  const { stable, canary } = traffic;
  const worse = ({ measure }: Comparison) =>
    measure === 'errors' && (canary.errors ?? 0) > (stable.errors ?? 0);
  return (
    <DataTable<Comparison>
      label={t('canary.traffic')}
      rows={traffic.comparisons}
      rowKey={({ measure }) => measure}
      empty={t('canary.noFigure')}
      columns={[
        { key: 'measure', title: t('canary.measure'), render: ({ measure }) => t(`canary.of.${measure}`) },
        {
          key: 'stable',
          title: t('canary.present'),
          align: 'end',
          render: ({ measure }) => figure(measure, stable[measure]),
        },
        {
          key: 'canary',
          title: t('canary.new'),
          align: 'end',
          render: (row) => (
            <span className={styles.figure} data-worse={worse(row)}>
              {figure(row.measure, canary[row.measure])}
            </span>
          ),
        },
        {
          key: 'time',
          title: t('canary.overTime'),
          only: 'medium',
          render: (row) => <Lines comparison={row} within={traffic} />,
        },
      ]}
    />
  );
}

/** Both over time, on the line of nothing; the figures beside it are what is read. */
function Lines({ comparison, within }: { comparison: Comparison; within: CanaryTraffic }) {
  const { t } = useTranslation();
  const figure = useFigures();
  const sides = { old: comparison.stable, new: comparison.canary };
  const values = [...known(sides.old), ...known(sides.new)];
  if (within.end <= within.start) return null;
  const top = topOf(values, [], 10);
  const title = t(`canary.of.${comparison.measure}`);
  return (
    <svg
      className={styles.lines}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={
        values.length > 0
          ? t('canary.atMost', { title, highest: figure(comparison.measure, Math.max(...values)) })
          : t('canary.noFigure')
      }
    >
      <path data-side="none" d="M0,100H100" vectorEffect="non-scaling-stroke" />
      {(['old', 'new'] as const).map((side) => (
        <path
          key={side}
          data-side={side}
          d={lineOf(sides[side], within, top)}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
