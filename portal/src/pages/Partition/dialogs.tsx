import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { changePartition, deletePartition, type Partition, type PartitionPatch } from '../../api/partitions';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { PartitionFields } from '../Partitions/PartitionFields';

interface Props {
  partition: Partition;
  onClose: () => void;
}

/** A rename moves nothing: what is pinned follows it. */
export function EditDialog({ partition, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, display_name: shown, description } = partition;
  return (
    <FormDialog<PartitionPatch, Partition>
      title={t('partitions.edit', { name })}
      submit={t('action.save')}
      initial={{ name, display_name: shown, description }}
      run={(body) => changePartition({ id, body })}
      said={(changed) => t('said.changed', { name: changed.name })}
      stale={[keys.partitions, keys.applications]}
      onClose={onClose}
    >
      <p>{t('partitions.renameRule')}</p>
      <PartitionFields />
    </FormDialog>
  );
}

interface DeleteProps extends Props {
  onDone: () => void;
}

/** Names who uses the partition instead of offering what the server would refuse. */
export function DeleteDialog({ partition, onClose, onDone }: DeleteProps) {
  const { t } = useTranslation();
  const { id, name, hosts, tenants, services } = partition;
  const used = hosts.length + tenants.length + services.length > 0;
  const uses = [
    services.length > 0 && t('partitions.usedBy.services', { names: services.join(', ') }),
    hosts.length > 0 && t('partitions.usedBy.hosts', { names: hosts.join(', ') }),
    tenants.length > 0 &&
      t('partitions.usedBy.tenants', { names: tenants.map((one) => one.name).join(', ') }),
  ].filter((one) => one !== false);
  return (
    <FormDialog<object, unknown>
      title={t('partitions.delete', { name })}
      submit={t('action.delete')}
      initial={{}}
      run={() => deletePartition(id)}
      said={() => t('said.deleted', { name })}
      stale={[keys.partitions]}
      onClose={onClose}
      onDone={onDone}
      danger
      ready={() => !used}
    >
      {used ? (
        <Form.Item>
          <Alert
            type="warning"
            showIcon
            title={t('partitions.inUse')}
            description={uses.map((use) => (
              <div key={use}>{use}</div>
            ))}
          />
        </Form.Item>
      ) : (
        <p>{t('partitions.unused')}</p>
      )}
    </FormDialog>
  );
}
