import { Alert, Skeleton, Tabs } from 'antd';
import { Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { useContainerStream } from '../../api/containerStream';
import { pageOfContainer, useContainer, type ContainerDetail, type Place } from '../../api/containers';
import { isNotFound } from '../../api/errors';
import { useMay } from '../../api/session';
import { Splash } from '../../app/Splash';
import { ContainerStateLabel } from '../../components/ContainerStateLabel';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { usePageTitle } from '../../components/usePageTitle';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import { PodActions } from './PodActions';
import styles from './Container.module.css';
import { Configuration } from './tabs/Configuration';
import { Overview } from './tabs/Overview';

const Logs = lazyPart(() => withTexts(['logs'], import('./tabs/Logs')));
const Charts = lazyPart(() => withTexts(['charts'], import('./tabs/Charts')));
const TerminalTab = lazyPart(() => import('./tabs/Terminal'));
const Files = lazyPart(() => import('./tabs/Files'));

const TABS = ['overview', 'charts', 'configuration', 'logs', 'terminal', 'files'] as const;
type Tab = (typeof TABS)[number];
const isTab = (text: string | undefined): text is Tab =>
  (TABS as readonly (string | undefined)[]).includes(text);

/** One container, with everything that the cluster tells of it. */
export function ContainerPage() {
  const { tenantId = '', pod = '', container = '' } = useParams();
  const place: Place = { tenant_id: tenantId, pod, container };
  const stream = useContainerStream({ tenant: tenantId });
  const { data, error, refetch } = useContainer(place, stream.state === 'broken');
  const { t } = useTranslation();
  usePageTitle(pod);

  if (isNotFound(error)) return <Gone error={error} last={data} />;
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      {error && <Outdated error={error} />}
      {!stream.inSight && (
        <Alert className={styles.notice} type="warning" showIcon title={t('containers.outOfSight')} />
      )}
      <Content key={data.id} container={data} />
    </>
  );
}

/** The containers of the same service, where a new one may have come in its place. */
const siblings = ({ service_id: service }: ContainerDetail) =>
  service ? `/containers?service=${service}` : '/containers';

function Gone({ error, last }: { error: unknown; last: ContainerDetail | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <Failure error={error} />
      <p>
        <Link to={last ? siblings(last) : '/containers'}>
          {t(last?.service_id ? 'container.toSiblings' : 'container.toAll')}
        </Link>
      </p>
    </>
  );
}

function Content({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { tab: asked } = useParams();
  const allowed: Record<Tab, boolean> = {
    overview: true,
    charts: true,
    configuration: true,
    logs: true,
    terminal: may('container.exec'),
    files: may('container.download') || may('container.upload'),
  };
  const tabs = TABS.filter((name) => allowed[name]);
  const tab = isTab(asked) && allowed[asked] ? asked : 'overview';
  const content: Record<Tab, () => ReactNode> = {
    overview: () => <Overview container={container} />,
    charts: () => <Charts container={container} />,
    configuration: () => <Configuration container={container} />,
    logs: () => <Logs container={container} />,
    terminal: () => <TerminalTab container={container} />,
    files: () => <Files container={container} />,
  };
  return (
    <>
      <Crumbs
        above={[
          { to: '/containers', label: t('nav.containers') },
          ...(container.service_id
            ? [{ to: siblings(container), label: container.service_name ?? container.service_id }]
            : []),
        ]}
        here={container.pod}
      />
      <PageHeader
        title={container.pod}
        aside={<ContainerStateLabel row={container} />}
        below={<Owner container={container} />}
        actions={<PodActions container={container} after={siblings(container)} />}
      />
      <Tabs
        activeKey={tab}
        onChange={(name) => void navigate(`${pageOfContainer(container)}/${name}`, { replace: true })}
        items={tabs.map((name) => ({
          key: name,
          label: t(`container.tab.${name}`),
          children: <Suspense fallback={<Splash />}>{name === tab && content[name]()}</Suspense>,
        }))}
      />
    </>
  );
}

/** What it is part of, and the ways there. */
function Owner({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const { application_id: application, service_id: service } = container;
  return (
    <span className={styles.owner}>
      <span>{t('container.named', { name: container.container })}</span>
      {application && (
        <Link to={`/applications/${application}`}>
          {t('container.ofApplication', { name: container.application_name ?? application })}
        </Link>
      )}
      {application && service && (
        <Link to={`/applications/${application}/services/${service}/overview`}>
          {t('container.ofService', { name: container.service_name ?? service })}
        </Link>
      )}
    </span>
  );
}
