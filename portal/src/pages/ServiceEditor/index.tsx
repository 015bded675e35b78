import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';

import { useApplication } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { isNotFound } from '../../api/errors';
import { useMay } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { isTroubled } from '../../components/reason';
import { StateLabel } from '../../components/StateLabel';
import { usePageTitle } from '../../components/usePageTitle';

import { Editor } from './Editor';

/** A service as a whole: a new one of an application, or one that is there. */
export function ServiceEditorPage() {
  const { t } = useTranslation();
  const { applicationId = '', serviceId } = useParams();
  const may = useMay();
  const { data, error, refetch } = useApplication(applicationId);
  const service = data?.services?.find(({ id }) => id === serviceId) ?? null;
  const title = service ? t('editor.title', { name: service.name }) : t('service.add');
  usePageTitle(title);

  if (error && (!data || isNotFound(error))) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const home = `/applications/${applicationId}`;
  // Whoever may not save it sees all of it where it is only shown.
  if (!may('application.write'))
    return <Navigate to={serviceId ? `${home}/services/${serviceId}` : home} replace />;
  return (
    <>
      {error && <Outdated error={error} />}
      <Crumbs
        above={[
          { to: '/applications', label: t('nav.applications') },
          { to: home, label: data.name },
        ]}
        here={service?.name ?? t('service.add')}
      />
      <PageHeader
        title={title}
        aside={service && <StateLabel state={service.status.state} troubled={isTroubled(service.status)} />}
      />
      {serviceId && !service ? (
        <p role="alert">{t('service.gone')}</p>
      ) : (
        <Editor
          key={serviceId ?? 'new'}
          editing={{
            application: data,
            service,
            others: ownServices(data).filter((one) => one !== service),
          }}
          address={service ? `${home}/services/${service.id}/edit` : `${home}/services/new`}
        />
      )}
    </>
  );
}
