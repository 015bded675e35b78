import { Alert, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  isNotSet,
  RANGES,
  useChartsTogether,
  useContainerCharts,
  useHostCharts,
  type Charts as Answer,
  type Metric,
  type Range,
} from '../../api/charts';
import type { Place } from '../../api/containers';
import { asApiError } from '../../api/errors';
import { Failure } from '../Failure';
import { Outdated } from '../Outdated';
import { useErrorText } from '../useErrorText';

import styles from './Charts.module.css';
import { TimeChart } from './TimeChart';

const GROUPS = {
  cpu: ['cpu'],
  memory: ['memory'],
  network: ['network_received', 'network_sent'],
  disk: ['disk_read', 'disk_written'],
  space: ['disk_used'],
} as const satisfies Record<string, readonly Metric[]>;
type Group = keyof typeof GROUPS;

/** How a container went; the network is that of its pod. */
export function ContainerCharts({ place }: { place: Place }) {
  const [range, setRange] = useState<Range>('1h');
  return <Shown {...useContainerCharts(place, range)} range={range} onRange={setRange} />;
}

/** How a host went. */
export function HostCharts({ host }: { host: string }) {
  const [range, setRange] = useState<Range>('1h');
  return <Shown {...useHostCharts(host, range)} range={range} onRange={setRange} />;
}

const LONG_RANGES: readonly Range[] = ['1d', '7d', '30d'];

/** How all hosts together went, or all containers of a tenant. */
export function ChartsTogether({ tenantId }: { tenantId: string | null }) {
  const [range, setRange] = useState<Range>('1d');
  const charts = useChartsTogether(tenantId, range);
  return <Shown {...charts} range={range} onRange={setRange} ranges={LONG_RANGES} />;
}

interface Props {
  data: Answer | undefined;
  error: Error | null;
  refetch: () => unknown;
  range: Range;
  onRange: (range: Range) => void;
  ranges?: readonly Range[];
}

function Shown({ data, error, refetch, range, onRange, ranges = RANGES }: Props) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (isNotSet(error)) {
    const { message, hint } = textOf(asApiError(error));
    return <Alert type="info" showIcon title={message} description={hint} />;
  }
  return (
    <div className={styles.charts}>
      <Segmented
        className={styles.ranges}
        aria-label={t('charts.range')}
        value={range}
        onChange={onRange}
        options={ranges.map((each) => ({ value: each, label: t(`charts.last.${each}`) }))}
      />
      {error && data && <Outdated error={error} />}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton active />}
      {data && (
        <div className={styles.grid}>
          {(Object.keys(GROUPS) as Group[]).map((group) => (
            <TimeChart
              key={group}
              title={
                isOfPod(group, data)
                  ? t('charts.ofPod', { title: t(`charts.group.${group}`) })
                  : t(`charts.group.${group}`)
              }
              series={data.charts.filter(({ metric }) =>
                (GROUPS[group] as readonly Metric[]).includes(metric),
              )}
              within={data}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether something else was measured than what the page is about. */
const isOfPod = (group: Group, data: Answer): boolean =>
  data.charts.some(({ metric, of }) => of === 'pod' && (GROUPS[group] as readonly Metric[]).includes(metric));
