import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useLogout, useSession } from '../api/session';
import { Icon } from '../components/Icon';

/** Who is logged in, in which role and for which tenant; and the way out. */
export function UserMenu() {
  const { t } = useTranslation();
  const { data } = useSession();
  const logout = useLogout();
  const navigate = useNavigate();
  if (!data) return null;
  const { user } = data;
  const about = [t(`role.${user.role}`), user.tenant_name].filter(Boolean).join(' · ');
  const items = [
    { key: 'about', label: about, disabled: true },
    { type: 'divider' as const },
    {
      key: 'account',
      label: t('nav.account'),
      icon: <Icon name="user" />,
      onClick: () => void navigate('/account'),
    },
    {
      key: 'logout',
      label: t('action.logout'),
      icon: <Icon name="logout" />,
      onClick: () => logout.mutate(),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" icon={<Icon name="user" />}>
        {user.display_name || user.username}
      </Button>
    </Dropdown>
  );
}
