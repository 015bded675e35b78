/** Numbers of a report as people read them, and which of them a chart shows. */
import type { Grouping, Step, UsageTotal } from '../../api/metering';
import type { Language } from '../../i18n/language';

const METRICS = ['core_hours', 'gib_hours', 'hours', 'cost'] as const;
export type Metric = (typeof METRICS)[number];

/** What images take of registries: of no application, and without cores. */
export const IMAGE_STORAGE = 'image_storage';

/** What says most about a resource. */
const FIRST_METRIC: Record<string, Metric> = {
  container: 'core_hours',
  volume: 'gib_hours',
  [IMAGE_STORAGE]: 'gib_hours',
};
const HOUR_S = 3_600;
const LEAST = 0.01;
const HOURLY_AT_MOST_MS = 2 * 86_400_000;

/** What a resource is reckoned in; it costs something where there are prices. */
export const metricsOf = (resource: string, currency: string | null | undefined): Metric[] =>
  METRICS.filter((metric) =>
    metric === 'cost' ? Boolean(currency) : metric !== 'core_hours' || resource !== IMAGE_STORAGE,
  );

export const firstMetric = (resource: string): Metric => FIRST_METRIC[resource] ?? 'hours';

export function valueOf(total: UsageTotal, metric: Metric): number {
  return metric === 'hours' ? total.seconds / HOUR_S : Number(total[metric] ?? 0);
}

/** Small amounts keep their digits, large ones need none; what is little does not read as nothing. */
export function shownNumber(value: number, language: Language): string {
  if (value > 0 && value < LEAST) {
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 1 }).format(value);
  }
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

const DEPTHS = ['tenant', 'application', 'service', 'size'] as const;
const DEPTHS_OF_IMAGES = ['tenant', 'registry', 'size'] as const;
export type Depth = (typeof DEPTHS | typeof DEPTHS_OF_IMAGES)[number];

/** How finely a report of a resource can be told. */
export const depthsOf = (resource: string): readonly Depth[] =>
  resource === IMAGE_STORAGE ? DEPTHS_OF_IMAGES : DEPTHS;

/** How finely it is told unless somebody chose: by what people know the names of. */
export const firstDepth = (resource: string): Depth => (resource === IMAGE_STORAGE ? 'registry' : 'service');

/** What a report of this depth is grouped by. */
export function groupsFor(depth: Depth, resource: string): Grouping[] {
  const depths = depthsOf(resource);
  const groups = depths.slice(0, depths.indexOf(depth) + 1);
  return resource === 'all' ? [...groups, 'resource'] : groups;
}
