import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { AccessFacts, type Login } from './AccessFacts';

interface Props {
  access: Login;
  onClose: () => void;
}

/** How to get in with an account. */
export function AccessDialog({ access, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('accounts.accessTitle', { username: access.username })}
      onCancel={onClose}
      onOk={onClose}
      okText={t('action.close')}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <AccessFacts login={access} />
    </Modal>
  );
}
