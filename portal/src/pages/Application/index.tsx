import { Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useParams } from 'react-router';

import { useApplication, type Application } from '../../api/applications';
import { ApiError } from '../../api/errors';
import type { Service } from '../../api/services';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { ReadyCount } from '../../components/ReadyCount';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './Application.module.css';
import { ApplicationActions } from './ApplicationActions';
import { NoServices } from './NoServices';
import type { Dialog } from './ServiceActions';
import { ServicesSection } from './ServicesSection';

const ServiceDialogs = lazy(() => import('./dialogs'));

/** One application: how it is, what can be done about it, and its services. */
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
    <>
      {error && <Outdated error={error} />}
      <Content application={data} />
    </>
  );
}

function Content({ application }: { application: Application }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { status, services = [] } = application;
  const known: Service[] = services ?? [];
  return (
    <>
      <Crumbs above={[{ to: '/applications', label: t('nav.applications') }]} here={application.name} />
      <PageHeader
        title={application.name}
        aside={
          <>
            <StateLabel state={status.state} />
            <ReadyCount ready={status.ready} total={status.total} />
          </>
        }
        below={
          <>
            {application.description && <span className={styles.description}>{application.description}</span>}
            <Urls urls={status.urls ?? []} />
          </>
        }
        actions={<ApplicationActions application={application} />}
      />
      {known.length === 0 ? (
        <NoServices onAdd={() => setDialog({ kind: 'add' })} />
      ) : (
        <ServicesSection application={application} services={known} onDialog={setDialog} />
      )}
      <Suspense>
        {dialog && (
          <ServiceDialogs dialog={dialog} application={application} onClose={() => setDialog(null)} />
        )}
      </Suspense>
      <Outlet context={application} />
    </>
  );
}
