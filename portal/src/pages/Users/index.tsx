import { Button, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';
import { useUsers, type User } from '../../api/users';
import { Failure } from '../../components/Failure';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';

import { CreateUserDialog } from './CreateUserDialog';
import { DisableButton } from './DisableButton';

const PAGE_SIZE = 20;

export function UsersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const users = useUsers({ page, page_size: PAGE_SIZE });
  usePageTitle(t('nav.users'));

  if (users.error && !users.data) return <Failure error={users.error} retry={() => void users.refetch()} />;
  return (
    <>
      <PageHeader
        title={t('nav.users')}
        actions={
          may('user.manage') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('users.create')}
            </Button>
          )
        }
      />
      <Table<User>
        rowKey="id"
        className={panel.panel}
        loading={users.isPending}
        dataSource={users.data?.items ?? []}
        scroll={{ x: 'max-content' }}
        pagination={{
          current: page,
          pageSize: PAGE_SIZE,
          total: users.data?.total ?? 0,
          hideOnSinglePage: true,
          onChange: setPage,
        }}
        columns={[
          {
            title: t('field.user'),
            render: (_, { username, display_name: shown, disabled }) => (
              <>
                {shown ? `${username} · ${shown}` : username} {disabled && <Tag>{t('users.disabled')}</Tag>}
              </>
            ),
          },
          { title: t('field.role'), render: (_, { role }) => t(`role.${role}`) },
          { title: t('field.tenant'), render: (_, { tenant_name: name }) => name ?? t('users.platform') },
          {
            title: t('users.lastLogin'),
            render: (_, { last_login_at: at }) => (at ? <When at={at} /> : t('users.never')),
          },
          { align: 'end', render: (_, user) => may('user.manage') && <DisableButton user={user} /> },
        ]}
      />
      {creating && <CreateUserDialog onClose={() => setCreating(false)} />}
    </>
  );
}
