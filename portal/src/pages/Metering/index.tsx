import { Alert, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  METERING_FILTERS,
  reportFileAddress,
  useReport,
  useSeries,
  type MeteringFilters,
} from '../../api/metering';
import { DataTable } from '../../components/DataTable';
import { DownloadLink } from '../../components/DownloadLink';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';

import { Chart } from './Chart';
import styles from './Metering.module.css';
import { MeteringFiltersBar } from './MeteringFilters';
import { depthsOf, firstDepth, firstMetric, groupsFor, metricsOf, stepFor, type Metric } from './numbers';
import { PricesButton } from './PricesButton';
import { useColumns, withTotal } from './useColumns';

const NAMES = [...METERING_FILTERS, 'by'] as const;

/** Who used what for how long: by default containers of the last week. */
export function MeteringPage() {
  const { t } = useTranslation();
  const { filters: inAddress, change } = useFilters(NAMES);
  const { by, ...filters } = inAddress;
  const resource = filters.resource ?? 'container';
  const depth = depthsOf(resource).find((one) => one === by) ?? firstDepth(resource);
  const groups = groupsFor(depth, resource);
  const report = useReport(filters, groups);
  usePageTitle(t('nav.metering'));

  const { data, error } = report;
  const columns = useColumns(resource, groups, data);
  return (
    <>
      <PageHeader
        title={t('nav.metering')}
        below={
          <>
            <span className={panel.lead}>{t('metering.lead')}</span>
            {data?.known_until && (
              <span className={panel.lead}>
                <When at={data.known_until} lead={t('metering.knownUntil')} />
              </span>
            )}
          </>
        }
        actions={
          <>
            <PricesButton />
            <DownloadLink href={reportFileAddress(filters, groups)} label={t('action.exportCsv')} />
          </>
        }
      />
      <MeteringFiltersBar
        filters={filters}
        since={filters.since ?? data?.since}
        until={filters.until ?? data?.until}
        change={change}
        depth={depth}
        onDepth={(chosen) => change({ by: chosen === firstDepth(resource) ? '' : chosen })}
      />
      {error && !data && <Failure error={error} retry={() => void report.refetch()} />}
      {error && data && <Outdated error={error} />}
      {(data ?? !error) && (
        <>
          <OverTime key={filters.resource ?? ''} filters={filters} currency={data?.currency ?? null} />
          <div className={panel.panel}>
            <DataTable
              label={t('nav.metering')}
              columns={columns}
              rows={data && withTotal(data)}
              rowKey={(row) => JSON.stringify(row)}
              empty={t('metering.none')}
            />
          </div>
        </>
      )}
    </>
  );
}

function OverTime({ filters, currency }: { filters: MeteringFilters; currency: string | null }) {
  const { t } = useTranslation();
  const step = stepFor(filters.since, filters.until);
  const series = useSeries(filters, step);
  const resource = filters.resource ?? 'container';
  const [metric, setMetric] = useState<Metric>(firstMetric(resource));
  const offered = metricsOf(resource, currency);
  const nameOf = (one: Metric) =>
    one === 'cost' ? t('metering.costIn', { currency: currency ?? '' }) : t(`metering.metric.${one}`);
  return (
    <section aria-label={t('metering.overTime')}>
      {series.error && !series.data && (
        <Alert className={filtersStyle.bar} type="info" title={t('metering.noChart')} />
      )}
      {series.isPending && (
        <figure className={styles.chart} aria-busy="true">
          <figcaption />
          <div className={styles.bars} />
          <div className={styles.axis}>&nbsp;</div>
        </figure>
      )}
      {series.data && (
        <Chart points={series.data.points} step={series.data.step} metric={metric} unit={nameOf(metric)}>
          <Select
            size="small"
            className={filtersStyle.narrow}
            aria-label={t('metering.shown')}
            value={metric}
            options={offered.map((one) => ({ value: one, label: nameOf(one) }))}
            onChange={setMetric}
          />
        </Chart>
      )}
    </section>
  );
}
