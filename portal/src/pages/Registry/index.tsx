import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { useRegistry, type Registry } from '../../api/registries';
import { useOfPlatform } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { useListView } from '../../components/list/useListView';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { usePageTitle } from '../../components/usePageTitle';

import { Measured } from './Measured';
import { MeteringActions } from './MeteringActions';
import { Repositories } from './Repositories';
import { Tenants } from './Tenants';

const FILTERS = ['by', 'q', 'tenant_id'] as const;

/** One registry that the platform shares: what each tenant's images take of it, and how that is measured. */
export function RegistryPage() {
  const { t } = useTranslation();
  const { registryId = '' } = useParams();
  const registry = useRegistry(registryId);
  const { data, error } = registry;
  usePageTitle(data?.address ?? t('nav.registries'));
  if (error && !data) return <Failure error={error} retry={() => void registry.refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      {error && <Outdated error={error} />}
      <Crumbs above={[{ to: '/registries', label: t('nav.registries') }]} here={data.address} />
      <Content registry={data} />
    </>
  );
}

function Content({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const view = useListView(FILTERS, { sort: '-size_bytes' });
  const { address, shared, metering } = registry;
  const actions = <MeteringActions registry={registry} />;
  if (!metering) {
    const lead = t(shared ? 'storage.notMetered' : 'storage.notShared');
    return (
      <PageHeader title={address} below={<span className={panel.lead}>{lead}</span>} actions={actions} />
    );
  }
  const head = {
    title: address,
    lead: t(ofPlatform ? 'storage.leadPlatform' : 'storage.lead'),
    actions,
    notice: <Measured registry={registry} metering={metering} />,
  };
  const List = ofPlatform && view.filters.by !== 'repository' ? Tenants : Repositories;
  return <List registry={registry} measured={metering.measured_at} head={head} view={view} />;
}
