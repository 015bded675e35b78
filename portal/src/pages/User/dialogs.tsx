import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { setPassword } from '../../api/account';
import { usePlatform } from '../../api/platform';
import { keys } from '../../api/query';
import { changeUser, rolesLike, type User, type UserPatch } from '../../api/users';
import { FormDialog } from '../../components/FormDialog';
import { generatePassword } from '../../components/passwordRules';

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

interface PasswordProps extends Props {
  onReset: (password: string) => void;
}

/** Sets a random password: nobody has to think one up, and the user replaces it at the next login anyway. */
export function PasswordDialog({ user, onClose, onReset }: PasswordProps) {
  const { t } = useTranslation();
  const rules = usePlatform().data?.password_rules;
  const { id, username: name } = user;
  const reset = async () => {
    if (!rules) throw new Error('the rules of passwords are not known');
    const password = generatePassword(name, rules);
    await setPassword({ id, new: password });
    return password;
  };
  return (
    <FormDialog<object, string>
      title={t('users.resetPasswordOf', { name })}
      submit={t('users.resetPassword')}
      initial={{}}
      run={reset}
      said={() => t('said.passwordReset', { name })}
      stale={[keys.users]}
      onClose={onClose}
      onDone={onReset}
      danger
      ready={() => rules !== undefined}
    >
      <p>{t('users.resetConsequence')}</p>
    </FormDialog>
  );
}
