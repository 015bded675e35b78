import { Skeleton, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { useManagedService, type ManagedService } from '../../api/managed';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { ManagedStateLabel } from '../../components/ManagedStateLabel';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { ReadyCount } from '../../components/ReadyCount';
import { usePageTitle } from '../../components/usePageTitle';

import { Accounts } from './Accounts';
import { Actions } from './Actions';
import { Connections } from './Connections';
import { Overview } from './Overview';

const TABS = ['overview', 'accounts', 'connections'] as const;
type Tab = (typeof TABS)[number];
const isTab = (text: string | undefined): text is Tab =>
  (TABS as readonly (string | undefined)[]).includes(text);

/** One managed service: how it is, how it is reached, and what can be done about it. */
export function ManagedServicePage() {
  const { t } = useTranslation();
  const { managedId = '' } = useParams();
  const service = useManagedService(managedId);
  const { data, error } = service;
  usePageTitle(data?.name ?? t('nav.managed'));
  if (error && !data) return <Failure error={error} retry={() => void service.refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      {error && <Outdated error={error} />}
      <Content service={data} />
    </>
  );
}

function Content({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab: asked } = useParams();
  const { id, name, description, state, ready, replicas } = service;
  const tab = isTab(asked) ? asked : 'overview';
  const content: Record<Tab, () => ReactNode> = {
    overview: () => <Overview service={service} />,
    accounts: () => <Accounts service={service} />,
    connections: () => <Connections service={service} />,
  };
  return (
    <>
      <Crumbs above={[{ to: '/managed', label: t('nav.managed') }]} here={name} />
      <PageHeader
        title={name}
        aside={
          <>
            <ManagedStateLabel state={state} />
            <ReadyCount ready={ready} total={replicas} />
          </>
        }
        below={description && <span className={panel.lead}>{description}</span>}
        actions={<Actions service={service} />}
      />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(key === 'overview' ? `/managed/${id}` : `/managed/${id}/${key}`)}
        items={TABS.map((each) => ({
          key: each,
          label: t(`managed.tab.${each}`),
          children: each === tab && content[each](),
        }))}
      />
    </>
  );
}
