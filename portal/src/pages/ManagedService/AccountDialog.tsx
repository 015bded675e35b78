import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ManagedService } from '../../api/managed';
import { createAccount, RIGHTS, type Account, type AccountCreate } from '../../api/managedAccounts';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

interface Props {
  service: ManagedService;
  /** Whether accounts are for a database within it. */
  databases: boolean;
  onClose: () => void;
}

/** A new account; what is left empty, the platform chooses. */
export function AccountDialog({ service, databases, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog<AccountCreate, Account>
      title={t('accounts.create')}
      submit={t('action.create')}
      initial={{ access: 'read_write' }}
      run={({ username, database, password, access }) =>
        createAccount(service.id, {
          username: username.trim(),
          access,
          ...(database && { database: database.trim() }),
          ...(password && { password }),
        })
      }
      said={({ username }) => t('said.created', { name: username })}
      stale={[keys.managed]}
      onClose={onClose}
    >
      <Form.Item
        name="username"
        label={t('managed.username')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={32} />
      </Form.Item>
      {databases && (
        <Form.Item name="database" label={t('accounts.database')} extra={t('accounts.databaseRule')}>
          <Input autoComplete="off" spellCheck={false} maxLength={64} />
        </Form.Item>
      )}
      <Form.Item name="access" label={t('accounts.rights')}>
        <Radio.Group options={RIGHTS.map((value) => ({ value, label: t(`accounts.may.${value}`) }))} />
      </Form.Item>
      <Form.Item name="password" label={t('managed.password')} extra={t('accounts.passwordRule')}>
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
    </FormDialog>
  );
}
