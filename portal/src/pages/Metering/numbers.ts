/** Numbers of a report as people read them, and which of them a chart shows. */
import type { Grouping, Step, UsageTotal } from '../../api/metering';
import type { Language } from '../../i18n/language';

export const METRICS = ['core_hours', 'gib_hours', 'hours', 'cost'] as const;
export type Metric = (typeof METRICS)[number];

/** What says most about a resource. */
const FIRST_METRIC: Record<string, Metric> = { container: 'core_hours', volume: 'gib_hours' };
const HOUR_S = 3_600;
const HOURLY_AT_MOST_MS = 2 * 86_400_000;

export const firstMetric = (resource: string): Metric => FIRST_METRIC[resource] ?? 'hours';

export function valueOf(total: UsageTotal, metric: Metric): number {
  return metric === 'hours' ? total.seconds / HOUR_S : Number(total[metric] ?? 0);
}

/** Small amounts keep their digits, large ones need none. */
export function shownNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    maximumSignificantDigits: value < 1_000 ? 4 : 15,
    maximumFractionDigits: 2,
    roundingPriority: 'lessPrecision',
  }).format(value);
}

/** Hours for a day or two, else days. */
export function stepFor(since: string | undefined, until: string | undefined): Step {
  if (!since) return 'day';
  const end = until ? Date.parse(until) : Date.now();
  return end - Date.parse(since) <= HOURLY_AT_MOST_MS ? 'hour' : 'day';
}

export const DEPTHS = ['tenant', 'application', 'service', 'size'] as const;
export type Depth = (typeof DEPTHS)[number];

/** What a report of this depth is grouped by. */
export function groupsFor(depth: Depth, resource: string): Grouping[] {
  const groups = DEPTHS.slice(0, DEPTHS.indexOf(depth) + 1);
  return resource === 'all' ? [...groups, 'resource'] : groups;
}
