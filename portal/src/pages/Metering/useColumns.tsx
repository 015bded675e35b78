import { useTranslation } from 'react-i18next';

import type { Grouping, Report, UsageRow } from '../../api/metering';
import type { Column } from '../../components/DataTable';
import { useLanguage } from '../../i18n/useLanguage';

import { shownNumber, valueOf, type Depth, type Metric } from './numbers';

type Row = UsageRow & { isTotal?: boolean };

const MILLI = 1_000;
const GIB = 1_073_741_824;

/** The rows, and below several of them their sum. */
export function withTotal(report: Report): Row[] {
  return report.rows.length > 1 ? [...report.rows, { ...report.total, isTotal: true }] : report.rows;
}

export function useColumns(depth: Depth, groups: Grouping[], report: Report | undefined): Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
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
    const title = group === 'resource' ? t('metering.resource') : t(`field.${group}`);
    return [{ key: group, title, render: (row) => row[group] ?? '' }];
  });
  const [first, ...rest] = named;
  const size: Column<Row> = {
    key: 'size',
    title: t('metering.size'),
    render: ({ isTotal, cpu_milli: cpu, size_bytes: bytes }) =>
      isTotal
        ? ''
        : t('metering.sized', {
            cpu: shownNumber((cpu ?? 0) / MILLI, language),
            gib: shownNumber((bytes ?? 0) / GIB, language),
          }),
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
    ...(depth === 'size' ? [size] : []),
    { key: 'count', title: t('metering.count'), align: 'end', render: ({ count }) => count },
    number('hours'),
    number('core_hours'),
    number('gib_hours'),
    ...(report?.currency ? [number('cost')] : []),
  ];
}
