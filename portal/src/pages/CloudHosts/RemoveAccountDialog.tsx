import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { removeCloudAccount, type CloudAccount } from '../../api/cloud';
import { keys } from '../../api/query';
import { NamedDeletion } from '../../components/NamedDeletion';

interface Props {
  account: CloudAccount;
  onClose: () => void;
}

/** Forgets an account; names the machines that stand against it. */
export function RemoveAccountDialog({ account: { id, name, machines }, onClose }: Props) {
  const { t } = useTranslation();
  const used = machines.length > 0;
  return (
    <NamedDeletion
      title={t('cloud.account.removal', { name })}
      name={name}
      consequences={[t('cloud.account.forgets'), t('cloud.account.keeps')]}
      informed={!used}
      run={() => removeCloudAccount(id)}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      {used && (
        <Form.Item>
          <Alert
            type="warning"
            showIcon
            title={t('cloud.account.inUse', { machines: machines.join(', ') })}
            description={t('cloud.account.inUseHint')}
          />
        </Form.Item>
      )}
    </NamedDeletion>
  );
}
