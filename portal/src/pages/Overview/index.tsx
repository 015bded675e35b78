import { Skeleton } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useOverview, type Overview } from '../../api/overview';
import { useMay, useOfPlatform } from '../../api/session';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { Section } from '../../components/Section';
import { useTenantInView } from '../../components/tenantInView';
import { usePageTitle } from '../../components/usePageTitle';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import { Addresses } from './Addresses';
import { Capacities, Shares } from './Fullness';
import { Numbers } from './Numbers';
import styles from './Overview.module.css';
import { Recent } from './Recent';
import { Steps } from './Steps';
import { Troubles } from './Troubles';

const ChartsTogether = lazyPart(async () => {
  const charts = await withTexts(['charts'], import('../../components/charts/Charts'));
  return { default: charts.ChartsTogether };
});

/** The first page: what is wrong first, then how full everything is, what was done lately, and how it went. */
export function OverviewPage() {
  const { t } = useTranslation();
  const overview = useOverview(useTenantInView());
  const { data, error } = overview;
  const ofOne = useOfPlatform() && data?.tenant?.name;
  usePageTitle(t('nav.overview'));
  if (error && !data) return <Failure error={error} retry={() => void overview.refetch()} />;
  return (
    <>
      <PageHeader
        title={t('nav.overview')}
        below={ofOne && <span className={panel.lead}>{t('overview.ofTenant', { tenant: ofOne })}</span>}
      />
      {error && <Outdated error={error} />}
      {data ? <Whole overview={data} /> : <Skeleton active />}
    </>
  );
}

function Whole({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const { platform, tenant } = overview;
  const ofAll = ofPlatform && !tenant;
  const tenantId = ofAll ? null : (tenant?.id ?? undefined);
  const sees = tenantId === null ? may('host.read') : tenantId !== undefined;
  return (
    <>
      {(ofAll || !ofPlatform) && <Steps overview={overview} />}
      <Troubles overview={overview} />
      <Numbers overview={overview} />
      <div className={styles.columns}>
        {ofAll && platform?.capacity && (
          <Section title={t('overview.capacity')}>
            <Capacities parts={platform.capacity} />
          </Section>
        )}
        {tenant && (
          <Section title={t('overview.quota')}>
            <Shares shares={tenant.quota} />
          </Section>
        )}
        {!ofAll && <Addresses addresses={overview.addresses} />}
        {overview.operations && <Recent operations={overview.operations} />}
      </div>
      {sees && tenantId !== undefined && (
        <Section title={t('overview.trends')}>
          <Suspense fallback={<Skeleton active />}>
            <ChartsTogether tenantId={tenantId} />
          </Suspense>
        </Section>
      )}
    </>
  );
}
