import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { disconnectApplication, type Connection } from '../../api/managedAccounts';
import { keys } from '../../api/query';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

interface Props {
  managedId: string;
  connection: Connection;
}

/** Takes the set away from an application; who uses it is named, and goes on without it. */
export function DisconnectButton({ managedId, connection }: Props) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { application_id: application, application_name: name, set, used_by: users } = connection;
  const disconnect = useAction({
    run: () => disconnectApplication(managedId, application, users.length > 0),
    said: () => t('said.disconnected', { name }),
    stale: [keys.managed, keys.applications, keys.configuration(application)],
  });
  const ask = () =>
    modal.confirm({
      title: t('connections.disconnectTitle', { name }),
      content: (
        <>
          <p>{t('connections.disconnectRule', { set })}</p>
          {users.length > 0 && <p>{t('connections.released', { users: users.join(', ') })}</p>}
        </>
      ),
      okText: t('connections.disconnect'),
      okButtonProps: { danger: true },
      onOk: () => disconnect.mutate(undefined),
    });
  return (
    <Button
      size="small"
      danger
      aria-label={t('connections.disconnectOf', { name })}
      loading={disconnect.isPending}
      onClick={ask}
    >
      {t('connections.disconnect')}
    </Button>
  );
}
