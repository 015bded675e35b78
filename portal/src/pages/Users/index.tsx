import { Button, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay, useOfPlatform } from '../../api/session';
import { PLATFORM_ROLES, roleOf, TENANT_ROLES, useUsers, type User } from '../../api/users';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';

import { CreateUserDialog, type Made } from './CreateUserDialog';
import { DisableButton } from './DisableButton';
import { NewPassword } from './NewPassword';
import { UserTags } from './UserTags';

const TenantSelect = lazy(() => import('../../components/TenantSelect'));

const PAGE_SIZE = 20;
const FILTERS = ['q', 'tenant_id', 'role', 'page'] as const;

export function UsersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const { filters, change } = useFilters(FILTERS);
  const { page: inAddress, role: wantedRole, ...wanted } = filters;
  const role = roleOf(wantedRole);
  const page = pageOf(inAddress);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const users = useUsers({ page, page_size: PAGE_SIZE, ...wanted, ...(role && { role }) });
  usePageTitle(t('nav.users'));

  if (users.error && !users.data) return <Failure error={users.error} retry={() => void users.refetch()} />;
  return (
    <>
      <PageHeader
        title={t('nav.users')}
        below={<Link to="/roles">{t('nav.roles')}</Link>}
        actions={
          may('user.manage') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('users.create')}
            </Button>
          )
        }
      />
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          label={t('users.search')}
          value={filters.q ?? ''}
          onSearch={(q) => change({ q, page: '' })}
        />
        {ofPlatform && (
          <Suspense fallback={<span className={filtersStyle.field} />}>
            <TenantSelect
              value={filters.tenant_id}
              onChange={(id) => change({ tenant_id: id ?? '', page: '' })}
            />
          </Suspense>
        )}
        <Select
          className={filtersStyle.narrow}
          allowClear
          placeholder={t('users.allRoles')}
          aria-label={t('field.role')}
          value={role}
          options={[...TENANT_ROLES, ...(ofPlatform ? PLATFORM_ROLES : [])].map((value) => ({
            value,
            label: t(`role.${value}`),
          }))}
          onChange={(value: string | undefined) => change({ role: value ?? '', page: '' })}
        />
      </div>
      <div className={panel.panel}>
        <DataTable<User>
          label={t('nav.users')}
          rows={users.data?.items}
          rowKey={({ id }) => id}
          empty={t('list.nothingFound')}
          columns={[
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
          ]}
        />
        <Pager
          page={page}
          pageSize={PAGE_SIZE}
          total={users.data?.total ?? 0}
          onChange={(to) => change({ page: String(to) })}
        />
      </div>
      {creating && <CreateUserDialog onClose={() => setCreating(false)} onMade={setMade} />}
      {made && (
        <NewPassword
          username={made.user.username}
          password={made.password}
          toChange={made.user.must_change_password}
          onClose={() => setMade(null)}
        />
      )}
    </>
  );
}
