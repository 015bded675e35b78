import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { closeManaged, type ManagedService } from '../../api/managed';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { VolumesFate, type Fate } from '../Application/dialogs/VolumesFate';

import styles from './ManagedService.module.css';

interface Entered extends Fate {
  name: string;
  /** Asked for only while applications are connected. */
  disconnect?: boolean;
}

interface Props {
  service: ManagedService;
  onClose: () => void;
  onDone: () => void;
}

/** Says who loses what, and has the name typed; whoever is connected has to be let go of on purpose. */
export function DeleteDialog({ service, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { id, name, connections, application_id: application, tenant_id: tenant } = service;
  const users = connections.map((one) => one.application_name).join(', ');
  return (
    <FormDialog<Entered, unknown>
      title={t('managed.deleteTitle', { name })}
      submit={t('confirm.delete.submit')}
      danger
      ready={(typed) => typed.name === name && (!users || typed.disconnect === true)}
      initial={{ volumes: false, disconnect: false }}
      run={({ volumes = false, disconnect = false }) => closeManaged({ id, volumes, disconnect })}
      said={() => t('said.deleted', { name })}
      stale={[keys.managed, keys.offerings, keys.applications, keys.volumes]}
      onClose={onClose}
      onDone={onDone}
    >
      <ul className={styles.consequences}>
        <li>{t('managed.deleteStops')}</li>
        <li>{t('confirm.delete.final')}</li>
      </ul>
      {users && (
        <Form.Item name="disconnect" valuePropName="checked" extra={t('managed.disconnectRule')}>
          <Checkbox>{t('managed.disconnectAll', { users })}</Checkbox>
        </Form.Item>
      )}
      <VolumesFate tenant={tenant} application={application} />
      <Form.Item name="name" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
