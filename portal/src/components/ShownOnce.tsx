import { Alert, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { CopyButton } from './CopyButton';
import styles from './ShownOnce.module.css';
import { useFocusBack } from './useFocusBack';

interface Props {
  title: string;
  secret: string;
  /** What whoever keeps the secret has to know of it. */
  children?: ReactNode;
  onClose: () => void;
}

/** The only time that a secret is shown; it closes by its button only. */
export function ShownOnce({ title, secret, children, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      onOk={onClose}
      okText={t('account.secretKept')}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <Alert type="warning" showIcon title={t('account.secretOnce')} />
      <div className={styles.facts}>
        {children}
        <div className={styles.secret}>
          <code>{secret}</code>
          <CopyButton text={secret} />
        </div>
      </div>
    </Modal>
  );
}
