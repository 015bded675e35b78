import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { useOfPlatform, useSession } from '../../api/session';
import {
  createUser,
  PLATFORM_ROLES,
  TENANT_ROLES,
  type Role,
  type User,
  type UserCreate,
} from '../../api/users';
import { FormDialog } from '../../components/FormDialog';
import { PasswordField } from '../../components/PasswordField';
import { TenantField } from '../../components/TenantField';

/** Who was made, and the password to hand on. */
export interface Made {
  user: User;
  password: string;
}

interface Props {
  onClose: () => void;
  onMade: (made: Made) => void;
}

export function CreateUserDialog({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const own = useSession().data?.user.tenant_id ?? null;
  const create = async (values: UserCreate) => {
    const user = await createUser({ ...values, tenant_id: values.tenant_id ?? own });
    return { user, password: values.password };
  };
  return (
    <FormDialog<UserCreate, Made>
      title={t('users.create')}
      submit={t('action.create')}
      initial={{ role: 'developer', must_change_password: true }}
      run={create}
      said={({ user }) => t('said.created', { name: user.username })}
      stale={[keys.users, keys.overview]}
      onClose={onClose}
      onDone={onMade}
    >
      <Fields />
    </FormDialog>
  );
}

function Fields() {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const form = Form.useFormInstance<UserCreate>();
  const username = Form.useWatch<string | undefined>('username', form) ?? '';
  const role = Form.useWatch<Role | undefined>('role', form);
  const roles = ofPlatform ? [...TENANT_ROLES, ...PLATFORM_ROLES] : TENANT_ROLES;
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <Form.Item name="username" label={t('login.username')} extra={t('users.nameRule')} rules={required}>
        <Input autoComplete="off" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="role" label={t('field.role')} rules={required}>
        <Select options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      {role && TENANT_ROLES.includes(role) && <TenantField />}
      <PasswordField name="password" label={t('login.password')} username={username} generates />
      <Form.Item name="must_change_password" valuePropName="checked" extra={t('users.mustChangeRule')}>
        <Checkbox>{t('users.mustChangeFirst')}</Checkbox>
      </Form.Item>
    </>
  );
}
