import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { createPartition, type Partition, type PartitionCreate } from '../../api/partitions';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

import { PartitionFields } from './PartitionFields';

/** Makes an empty partition, and leads to its page to assign hosts and grant it. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormDialog<PartitionCreate, Partition>
      title={t('partitions.create')}
      submit={t('action.create')}
      initial={{}}
      run={createPartition}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.partitions]}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/partitions/${id}`)}
    >
      <PartitionFields />
    </FormDialog>
  );
}
