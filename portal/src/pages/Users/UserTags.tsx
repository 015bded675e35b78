import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api/users';

/** What is out of the ordinary about an account. */
export function UserTags({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <>
      {user.origin !== 'local' && <Tag>{t(`users.origin.${user.origin}`)}</Tag>}{' '}
      {user.disabled && <Tag>{t('users.disabled')}</Tag>}{' '}
      {user.locked_until && <Tag color="warning">{t('users.locked')}</Tag>}{' '}
      {user.must_change_password && <Tag color="processing">{t('users.mustChange')}</Tag>}
    </>
  );
}
