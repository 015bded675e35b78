import { Alert, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { useCloudVms, type CloudAccount, type CloudVm } from '../../api/cloud';
import { DataTable } from '../../components/DataTable';
import { ErrorNotice } from '../../components/ErrorNotice';

import styles from './CloudHosts.module.css';
import { isOrphan } from './machine';
import { useFocusBack } from '../../components/useFocusBack';

interface Props {
  account: CloudAccount;
  onClose: () => void;
}

/** What of ours exists at the provider now, also machines that nobody here knows of: what can cost is not hidden. */
export function VmsDialog({ account: { id, name }, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const { data, error, isFetching } = useCloudVms(id);
  const orphans = data?.items.filter(isOrphan) ?? [];
  return (
    <Modal
      open
      title={t('cloud.vm.title', { name })}
      width="var(--sl-dialog-wide)"
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <p className={styles.lead}>{t('cloud.vm.lead')}</p>
      {error && <ErrorNotice error={error} />}
      {orphans.length > 0 && (
        <Alert
          className={styles.notice}
          type="warning"
          showIcon
          title={t('cloud.vm.orphans', { number: orphans.length })}
          description={t('cloud.vm.orphansHint')}
        />
      )}
      {!error && (
        <DataTable<CloudVm>
          label={t('cloud.vm.title', { name })}
          rows={isFetching ? undefined : data?.items}
          rowKey={({ vm_id: vm }) => vm}
          empty={t('cloud.vm.none')}
          columns={[
            {
              key: 'name',
              title: t('cloud.vm.name'),
              render: (vm) => (
                <span className={styles.stack}>
                  {vm.name}
                  <span className={styles.faint}>{vm.vm_id}</span>
                </span>
              ),
            },
            {
              key: 'machine',
              title: t('cloud.vm.machine'),
              render: (vm) => vm.machine || t('cloud.vm.unknown'),
            },
            { key: 'state', title: t('field.state'), render: (vm) => t(`cloud.vm.state.${vm.state}`) },
            { key: 'size', title: t('cloud.machine.size'), render: ({ size }) => size },
            {
              key: 'addresses',
              title: t('field.address'),
              render: ({ addresses }) => addresses.join(', '),
            },
          ]}
        />
      )}
    </Modal>
  );
}
