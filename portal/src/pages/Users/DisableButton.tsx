import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { useSession } from '../../api/session';
import { setUserDisabled, type User } from '../../api/users';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

/** Locks an account out, or lets it in again; nobody locks out themselves. */
export function DisableButton({ user, size = 'small' }: { user: User; size?: 'small' | 'middle' }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { data } = useSession();
  const { id, username: name, disabled } = user;
  const change = useAction({
    run: setUserDisabled,
    said: (_, variables) => t(variables.disabled ? 'said.userDisabled' : 'said.userEnabled', { name }),
    stale: [keys.users],
  });
  const disable = () =>
    modal.confirm({
      title: t('confirm.disableUser.title', { name }),
      content: t('confirm.disableUser.consequence'),
      okText: t('users.disable'),
      okButtonProps: { danger: true },
      onOk: () => change.mutate({ id, disabled: true }),
    });
  if (data?.user.id === id) return null;
  return (
    <Button
      size={size}
      loading={change.isPending}
      onClick={disabled ? () => change.mutate({ id, disabled: false }) : disable}
    >
      {t(disabled ? 'users.enable' : 'users.disable')}
    </Button>
  );
}
