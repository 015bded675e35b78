import { useTranslation } from 'react-i18next';

import { keys } from '../../../api/query';
import { deleteService, type Service } from '../../../api/services';
import { FormDialog } from '../../../components/FormDialog';

import { VolumesFate, type Fate } from './VolumesFate';

interface Props {
  service: Service;
  /** Names of the services that depend on it. */
  users: readonly string[];
  onClose: () => void;
}

/** Says what goes with a service, and what becomes of its volumes. */
export function DeleteServiceDialog({ service, users, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, tenant_id: tenant } = service;
  return (
    <FormDialog<Fate, unknown>
      title={t('confirm.service.delete.title', { name })}
      submit={t('action.delete')}
      danger
      initial={{ volumes: false }}
      run={({ volumes = false }) => deleteService({ id, volumes })}
      said={() => t('said.deleted', { name })}
      stale={[keys.applications, keys.service(id), keys.volumes]}
      onClose={onClose}
    >
      <p>{t('confirm.service.delete.consequence')}</p>
      {users.length > 0 && <p>{t('confirm.usedBy', { services: users.join(', ') })}</p>}
      <VolumesFate tenant={tenant} service={id} />
    </FormDialog>
  );
}
