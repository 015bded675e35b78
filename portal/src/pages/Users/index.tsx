import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay, useOfPlatform } from '../../api/session';
import { PLATFORM_ROLES, roleOf, TENANT_ROLES, useUsers, type User } from '../../api/users';
import type { Column } from '../../components/DataTable';
import { ChoiceFilter } from '../../components/list/ChoiceFilter';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';
import { When } from '../../components/When';

import { CreateUserDialog, type Made } from './CreateUserDialog';
import { DisableButton } from './DisableButton';
import { NewPassword } from './NewPassword';
import { UserTags } from './UserTags';

export function UsersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const view = useListView(['q', 'tenant_id', 'role']);
  const { filters, change } = view;
  const { role: wantedRole, ...wanted } = filters;
  const role = roleOf(wantedRole);
  const users = useUsers({ ...view.paging, ...wanted, ...(role && { role }) });
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.users')}
      lead={<Link to="/roles">{t('nav.roles')}</Link>}
      actions={
        may('user.manage') && (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('users.create')}
          </Button>
        )
      }
      list={users}
      filters={
        <FilterBar>
          <SearchBox label={t('users.search')} value={filters.q ?? ''} onSearch={(q) => change({ q })} />
          <ChoiceFilter
            label={t('field.role')}
            all={t('users.allRoles')}
            value={role}
            options={[...TENANT_ROLES, ...(ofPlatform ? PLATFORM_ROLES : [])].map((value) => ({
              value,
              label: t(`role.${value}`),
            }))}
            onChange={(value) => change({ role: value })}
          />
        </FilterBar>
      }
      table={{ columns, rowKey: ({ id }) => id, empty: t('list.narrowedAway'), view }}
    >
      {creating && <CreateUserDialog onClose={() => setCreating(false)} onMade={setMade} />}
      {made && (
        <NewPassword
          username={made.user.username}
          password={made.password}
          toChange={made.user.must_change_password}
          onClose={() => setMade(null)}
        />
      )}
    </ListPage>
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  const may = useMay();
  return [
    {
      key: 'name',
      title: t('field.user'),
      render: (user) => (
        <>
          <Link to={user.id}>{user.username}</Link> {user.display_name} <UserTags user={user} />
        </>
      ),
    },
    { key: 'role', title: t('field.role'), render: ({ role }) => t(`role.${role}`) },
    {
      key: 'tenant',
      title: t('field.tenant'),
      render: ({ tenant_name: name }) => name ?? t('users.platform'),
    },
    {
      key: 'login',
      title: t('users.lastLogin'),
      render: ({ last_login_at: at }) => (at ? <When at={at} /> : t('users.never')),
    },
    {
      key: 'actions',
      align: 'end',
      render: (user) => may('user.manage') && <DisableButton user={user} />,
    },
  ];
}
