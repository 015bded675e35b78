import { Skeleton, Tabs } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useMatch, useNavigate, useParams } from 'react-router';

import { useApplication, type Application } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { ApiError } from '../../api/errors';
import { useOfPlatform, Withheld, type Action } from '../../api/session';
import { Splash } from '../../app/Splash';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { ReadyCount } from '../../components/ReadyCount';
import { isTroubled } from '../../components/reason';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';
import { usePageTitle } from '../../components/usePageTitle';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import styles from './Application.module.css';
import { ApplicationActions } from './ApplicationActions';
import { KeptNotice } from './KeptNotice';
import { NoServices } from './NoServices';
import type { Dialog } from './ServiceActions';
import { ServicesSection } from './ServicesSection';

const ServiceDialogs = lazyPart(() => withTexts(['editor'], import('./dialogs')));
const Configuration = lazyPart(() => withTexts(['configuration'], import('./configuration')));

/** What is not done here to an application that is kept by a managed service: it is changed there. */
const CHANGES: readonly Action[] = [
  'application.write',
  'application.create',
  'application.publish',
  'application.upgrade',
];
const NOTHING: readonly Action[] = [];

/** One application: how it is, what can be done about it, its services, and its configuration. */
export function ApplicationPage() {
  const { applicationId = '' } = useParams();
  const { t } = useTranslation();
  const application = useApplication(applicationId);
  usePageTitle(application.data?.name ?? t('field.application'));

  const { data, error } = application;
  const gone = error instanceof ApiError && error.status === 404;
  if (error && (!data || gone)) return <Failure error={error} retry={() => void application.refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <Withheld value={data.kept_by ? CHANGES : NOTHING}>
      {error && <Outdated error={error} />}
      <Content application={data} />
    </Withheld>
  );
}

function Content({ application }: { application: Application }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ofPlatform = useOfPlatform();
  const { status } = application;
  const home = `/applications/${application.id}`;
  const tab = useMatch('/applications/:applicationId/configuration/*') ? 'configuration' : 'services';
  return (
    <>
      <Crumbs above={[{ to: '/applications', label: t('nav.applications') }]} here={application.name} />
      <PageHeader
        title={application.name}
        aside={
          <>
            <StateLabel state={status.state} troubled={(status.services ?? []).some(isTroubled)} />
            <ReadyCount ready={status.ready} total={status.total} />
          </>
        }
        below={
          <>
            {ofPlatform && (
              <span className={styles.description}>
                {t('field.tenant')} {application.tenant_name}
              </span>
            )}
            {application.description && <span className={styles.description}>{application.description}</span>}
            <Urls urls={status.urls ?? []} />
          </>
        }
        actions={<ApplicationActions application={application} />}
      />
      {application.kept_by && <KeptNotice application={application} />}
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(key === 'configuration' ? `${home}/configuration` : home)}
        items={[
          {
            key: 'services',
            label: t('field.services'),
            children: tab === 'services' && <Services application={application} />,
          },
          {
            key: 'configuration',
            label: t('application.configuration'),
            children: tab === 'configuration' && (
              <Suspense fallback={<Splash />}>
                <Configuration application={application} />
              </Suspense>
            ),
          },
        ]}
      />
      <Outlet context={application} />
    </>
  );
}

/** The services in the order in which they start, and what can be done about each. */
function Services({ application }: { application: Application }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const known = ownServices(application);
  return (
    <>
      {known.length === 0 ? (
        <NoServices applicationId={application.id} />
      ) : (
        <ServicesSection application={application} services={known} onDialog={setDialog} />
      )}
      <Suspense>{dialog && <ServiceDialogs dialog={dialog} onClose={() => setDialog(null)} />}</Suspense>
    </>
  );
}
