import { useTranslation } from 'react-i18next';

import type { Grouping, Report, UsageRow } from '../../api/metering';
import type { Column } from '../../components/DataTable';
import { useAmount } from '../../components/useAmount';
import { useLanguage } from '../../i18n/useLanguage';

import { IMAGE_STORAGE, metricsOf, shownNumber, valueOf, type Metric } from './numbers';
import { useResourceName } from './useResourceName';

type Row = UsageRow & { isTotal?: boolean };

const MILLI = 1_000;

/** The rows, and below several of them their sum. */
export function withTotal(report: Report): Row[] {
  return report.rows.length > 1 ? [...report.rows, { ...report.total, isTotal: true }] : report.rows;
}

/** The order in which numbers stand beside each other. */
const columnsOf = (resource: string, currency: string | null | undefined): Metric[] => {
  const offered = metricsOf(resource, currency);
  return (['hours', 'core_hours', 'gib_hours', 'cost'] as const).filter((one) => offered.includes(one));
};

export function useColumns(resource: string, groups: Grouping[], report: Report | undefined): Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useResourceName();
  const words = useAmount();
  const number = (metric: Metric): Column<Row> => ({
    key: metric,
    title:
      metric === 'cost'
        ? t('metering.costIn', { currency: report?.currency ?? '' })
        : t(`metering.metric.${metric}`),
    align: 'end',
    render: (row) =>
      metric === 'cost' && row.cost == null ? '–' : shownNumber(valueOf(row, metric), language),
  });
  const named: Column<Row>[] = groups.flatMap((group): Column<Row>[] => {
    if (group === 'size') return [];
    if (group === 'registry') {
      return [{ key: group, title: t('metering.registry'), render: (row) => row.registry_address ?? '' }];
    }
    if (group === 'resource') {
      return [{ key: group, title: t('metering.resource'), render: (row) => nameOf(row.resource ?? '') }];
    }
    return [{ key: group, title: t(`field.${group}`), render: (row) => row[group] ?? '' }];
  });
  const [first, ...rest] = named;
  const sizeColumn: Column<Row> = {
    key: 'size',
    title: t('metering.size'),
    render: ({ isTotal, cpu_milli: cpu, size_bytes: size }) => {
      if (isTotal) return '';
      if (resource === IMAGE_STORAGE) return words.amount('storage', size ?? 0);
      return t('metering.sized', {
        cpu: words.amount('cpu', (cpu ?? 0) / MILLI),
        memory: words.amount('memory', size ?? 0),
      });
    },
  };
  // What changes its size is many things after each other: their number says nothing.
  const count: Column<Row> = {
    key: 'count',
    title: t('metering.count'),
    align: 'end',
    render: ({ count: things }) => things,
  };
  return [
    ...(first
      ? [
          {
            ...first,
            render: (row: Row) => (row.isTotal ? <strong>{t('metering.total')}</strong> : first.render(row)),
          },
        ]
      : []),
    ...rest,
    ...(groups.includes('size') ? [sizeColumn] : []),
    ...(resource === IMAGE_STORAGE ? [] : [count]),
    ...columnsOf(resource, report?.currency).map(number),
  ];
}
