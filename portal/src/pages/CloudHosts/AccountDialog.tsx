import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import {
  addCloudAccount,
  changeCloudCredentials,
  type CloudAccount,
  type CloudAccountCreate,
  type CloudCredentials,
} from '../../api/cloud';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

import styles from './CloudHosts.module.css';

/** As the API takes them: no session token is not an empty one. */
function withoutEmpty({ session_token: token, ...long }: CloudCredentials): CloudCredentials {
  return token ? { ...long, session_token: token } : long;
}

/** Adds an account; the server tries it at the provider before it is kept. */
export function AccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog<CloudAccountCreate, CloudAccount>
      title={t('cloud.account.add')}
      submit={t('action.add')}
      initial={{ provider: 'ec2', endpoint: '' }}
      run={(entered) => addCloudAccount({ ...entered, credentials: withoutEmpty(entered.credentials) })}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('cloud.account.name')}
        extra={t('form.nameRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item name="provider" label={t('cloud.account.provider')} extra={t('cloud.account.providerRule')}>
        <Select options={[{ value: 'ec2', label: t('cloud.provider.ec2') }]} />
      </Form.Item>
      <Form.Item
        name="region"
        label={t('cloud.account.region')}
        extra={t('cloud.account.regionRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={63} />
      </Form.Item>
      <Form.Item name="endpoint" label={t('cloud.account.endpoint')} extra={t('cloud.account.endpointRule')}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <CredentialsFields />
    </FormDialog>
  );
}

interface CredentialsProps {
  account: CloudAccount;
  onClose: () => void;
}

/** Gives an account other credentials; those before are not shown, to nobody. */
export function CredentialsDialog({ account: { id, name }, onClose }: CredentialsProps) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ credentials: CloudCredentials }, CloudAccount>
      title={t('cloud.account.credentialsTitle', { name })}
      submit={t('action.save')}
      initial={{}}
      run={({ credentials }) => changeCloudCredentials({ id, credentials: withoutEmpty(credentials) })}
      said={() => t('said.changed', { name })}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      <CredentialsFields />
    </FormDialog>
  );
}

function CredentialsFields() {
  const { t } = useTranslation();
  const required = { required: true, message: t('form.required') };
  return (
    <>
      <p className={styles.lead}>{t('cloud.account.secretRule')}</p>
      <Form.Item
        name={['credentials', 'access_key_id']}
        label={t('cloud.account.accessKey')}
        extra={t('cloud.account.rights')}
        rules={[required]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={128} />
      </Form.Item>
      <Form.Item
        name={['credentials', 'secret_access_key']}
        label={t('cloud.account.secretKey')}
        rules={[required]}
      >
        <Input.Password autoComplete="new-password" maxLength={4096} />
      </Form.Item>
      <Form.Item
        name={['credentials', 'session_token']}
        label={t('cloud.account.sessionToken')}
        extra={t('cloud.account.sessionTokenRule')}
      >
        <Input.Password autoComplete="new-password" maxLength={4096} />
      </Form.Item>
    </>
  );
}
