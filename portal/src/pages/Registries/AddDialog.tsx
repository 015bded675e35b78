import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { addRegistry, changeRegistry, type Registry, type RegistryCreate } from '../../api/registries';
import { useOfPlatform } from '../../api/session';
import { FormDialog } from '../../components/FormDialog';
import { useTenantInView } from '../../components/tenantInView';
import TenantSelect from '../../components/TenantSelect';

/** Adds a registry; the server asks it first whether it lets us in. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const inView = useTenantInView();
  return (
    <FormDialog<RegistryCreate, Registry>
      title={t('registries.add')}
      submit={t('registries.tryAndAdd')}
      initial={{ username: '', insecure: false, ...(inView && { tenant_id: inView }) }}
      run={addRegistry}
      said={({ address }) => t('said.registryAdded', { address })}
      stale={[keys.registries]}
      onClose={onClose}
    >
      <Form.Item
        name="address"
        label={t('field.address')}
        extra={t('registries.addressRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={259} />
      </Form.Item>
      {ofPlatform && <OwnerFields />}
      <LoginFields />
    </FormDialog>
  );
}

/** Gives a registry another login; the one before is not shown, to nobody. */
export function LoginDialog({ registry, onClose }: { registry: Registry; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, address, username } = registry;
  return (
    <FormDialog<{ username: string; password: string }, Registry>
      title={t('registries.loginTitle', { address })}
      submit={t('registries.tryAndSave')}
      initial={{ username: username ?? '' }}
      run={(entered) => changeRegistry({ id, ...entered })}
      said={() => t('said.changed', { name: address })}
      stale={[keys.registries]}
      onClose={onClose}
    >
      <LoginFields />
    </FormDialog>
  );
}

function LoginFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="username" label={t('registries.username')} extra={t('registries.usernameRule')}>
        <Input autoComplete="off" spellCheck={false} maxLength={255} />
      </Form.Item>
      <Form.Item name="password" label={t('registries.password')}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

/** Administrators of the platform share a registry with all tenants unless they say whose it is. */
function OwnerFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="tenant_id" label={t('registries.whose')}>
        <TenantSelect allowClear placeholder={t('registries.shared')} label={t('registries.whose')} />
      </Form.Item>
      <Form.Item name="insecure" valuePropName="checked">
        <Checkbox>{t('registries.insecure')}</Checkbox>
      </Form.Item>
    </>
  );
}
