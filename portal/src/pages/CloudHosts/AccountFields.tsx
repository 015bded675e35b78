import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { CLOUD_PROVIDERS, type CloudProvider } from '../../api/cloud';

import styles from './CloudHosts.module.css';

interface TextProps {
  name: string | string[];
  label: string;
  extra?: string;
  longest: number;
  required?: boolean;
  secret?: boolean;
}

/** One line of text, as providers name things. */
function Text({ name, label, extra, longest, required = true, secret = false }: TextProps) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      rules={required ? [{ required, message: t('form.required') }] : []}
    >
      {secret ? (
        <Input.Password autoComplete="new-password" maxLength={longest} />
      ) : (
        <Input autoComplete="off" spellCheck={false} maxLength={longest} />
      )}
    </Form.Item>
  );
}

/** Which provider, and where there; what else it asks for depends on its kind. */
export function PlaceFields() {
  const { t } = useTranslation();
  const provider = Form.useWatch<CloudProvider | undefined>('provider') ?? 'ec2';
  const kind = (name: 'region' | 'regionRule' | 'endpointRule') => t(`cloud.account.of.${provider}.${name}`);
  return (
    <>
      <Text name="name" label={t('cloud.account.name')} extra={t('form.nameRule')} longest={40} />
      <Form.Item name="provider" label={t('cloud.account.provider')}>
        <Select options={CLOUD_PROVIDERS.map((value) => ({ value, label: t(`cloud.provider.${value}`) }))} />
      </Form.Item>
      <Text name="region" label={kind('region')} extra={kind('regionRule')} longest={63} />
      {provider === 'azure' && (
        <>
          <Text
            name="subscription_id"
            label={t('cloud.account.subscription')}
            extra={t('cloud.account.subscriptionRule')}
            longest={64}
          />
          <Text
            name="resource_group"
            label={t('cloud.account.resourceGroup')}
            extra={t('cloud.account.resourceGroupRule')}
            longest={90}
          />
        </>
      )}
      <Text
        name="endpoint"
        label={t('cloud.account.endpoint')}
        extra={kind('endpointRule')}
        longest={255}
        required={false}
      />
      <CredentialsFields provider={provider} />
    </>
  );
}

/** What the provider lets the platform in by; it is shown to nobody again. */
export function CredentialsFields({ provider }: { provider: CloudProvider }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.lead}>{t('cloud.account.secretRule')}</p>
      {provider === 'azure' ? <AzureFields /> : <Ec2Fields />}
    </>
  );
}

function Ec2Fields() {
  const { t } = useTranslation();
  return (
    <>
      <Text
        name={['credentials', 'access_key_id']}
        label={t('cloud.account.accessKey')}
        extra={t('cloud.account.rights')}
        longest={128}
      />
      <Text
        name={['credentials', 'secret_access_key']}
        label={t('cloud.account.secretKey')}
        longest={4096}
        secret
      />
      <Text
        name={['credentials', 'session_token']}
        label={t('cloud.account.sessionToken')}
        extra={t('cloud.account.sessionTokenRule')}
        longest={4096}
        required={false}
        secret
      />
    </>
  );
}

function AzureFields() {
  const { t } = useTranslation();
  return (
    <>
      <Text
        name={['credentials', 'tenant_id']}
        label={t('cloud.account.tenant')}
        extra={t('cloud.account.tenantRule')}
        longest={253}
      />
      <Text
        name={['credentials', 'client_id']}
        label={t('cloud.account.client')}
        extra={t('cloud.account.clientRule')}
        longest={64}
      />
      <Text
        name={['credentials', 'client_secret']}
        label={t('cloud.account.clientSecret')}
        extra={t('cloud.account.clientSecretRule')}
        longest={4096}
        secret
      />
    </>
  );
}
