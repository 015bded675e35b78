import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { setPassword } from '../../api/account';
import { keys } from '../../api/query';
import { changeUser, rolesLike, type User, type UserPatch } from '../../api/users';
import { FormDialog } from '../../components/FormDialog';

interface Props {
  user: User;
  onClose: () => void;
}

export function EditDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  const { id, username: name } = user;
  return (
    <FormDialog<UserPatch, User>
      title={t('users.edit', { name })}
      submit={t('action.save')}
      initial={{ display_name: user.display_name, role: user.role }}
      run={(body) => changeUser({ id, body })}
      said={() => t('said.changed', { name })}
      stale={[keys.users]}
      onClose={onClose}
    >
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="role" label={t('field.role')}>
        <Select options={rolesLike(user.role).map((role) => ({ value: role, label: t(`role.${role}`) }))} />
      </Form.Item>
    </FormDialog>
  );
}

export function PasswordDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  const { id, username: name } = user;
  return (
    <FormDialog<{ new: string }, unknown>
      title={t('users.resetPasswordOf', { name })}
      submit={t('users.resetPassword')}
      initial={{}}
      run={({ new: password }) => setPassword({ id, new: password })}
      said={() => t('said.passwordReset', { name })}
      stale={[keys.users]}
      onClose={onClose}
      danger
    >
      <p>{t('users.resetConsequence')}</p>
      <Form.Item
        name="new"
        label={t('account.newPassword')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
    </FormDialog>
  );
}
