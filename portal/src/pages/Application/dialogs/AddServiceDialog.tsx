import { useTranslation } from 'react-i18next';

import type { Application } from '../../../api/applications';
import { usePlatform } from '../../../api/platform';
import { keys } from '../../../api/query';
import { addService, type Service } from '../../../api/services';
import { FormDialog } from '../../../components/FormDialog';
import { NEW_SERVICE, serviceOf, type ServiceValues } from '../../../components/serviceForm';
import { ServiceFields } from '../../../components/ServiceFields';

export function AddServiceDialog({
  application,
  onClose,
}: {
  application: Application;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const domain = usePlatform().data?.platform_domain ?? '';
  const others = (application.services ?? []).map((service) => service.name);
  return (
    <FormDialog<ServiceValues, Service>
      wide
      title={t('service.add')}
      submit={t('action.add')}
      initial={NEW_SERVICE}
      run={(values) => addService({ applicationId: application.id, body: serviceOf(values) })}
      said={(service) => t('said.serviceAdded', { name: service.name })}
      stale={[keys.applications]}
      onClose={onClose}
    >
      <ServiceFields others={others} domain={domain} tenantId={application.tenant_id} />
    </FormDialog>
  );
}
