import { Alert, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { TokenCreated } from '../../api/account';
import { CopyButton } from '../../components/CopyButton';

import styles from './Account.module.css';

/** The only time that a token's secret is shown; it closes by its button only. */
export function Secret({ made, onClose }: { made: TokenCreated; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('account.secretTitle', { name: made.name })}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      onOk={onClose}
      okText={t('account.secretKept')}
      cancelButtonProps={{ hidden: true }}
    >
      <Alert type="warning" showIcon title={t('account.secretOnce')} />
      <div className={styles.secret}>
        <code>{made.token}</code>
        <CopyButton text={made.token} />
      </div>
    </Modal>
  );
}
