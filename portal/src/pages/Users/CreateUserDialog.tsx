import { Form, Input, Select } from 'antd';
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
import { TenantField } from '../../components/TenantField';

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const own = useSession().data?.user.tenant_id ?? null;
  const roles = ofPlatform ? [...TENANT_ROLES, ...PLATFORM_ROLES] : TENANT_ROLES;
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<UserCreate, User>
      title={t('users.create')}
      submit={t('action.create')}
      initial={{ role: 'developer' }}
      run={(values) => createUser({ ...values, tenant_id: values.tenant_id ?? own })}
      said={({ username }) => t('said.created', { name: username })}
      stale={[keys.users]}
      onClose={onClose}
    >
      <Form.Item name="username" label={t('login.username')} rules={required}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={t('login.password')} extra={t('users.passwordRule')} rules={required}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="role" label={t('field.role')} rules={required}>
        <Select options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['role']}>
        {({ getFieldValue }) => TENANT_ROLES.includes(getFieldValue('role') as Role) && <TenantField />}
      </Form.Item>
    </FormDialog>
  );
}
