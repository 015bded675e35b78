import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Registry } from '../../api/registries';
import { Breakable } from '../../components/Breakable';
import type { Column } from '../../components/DataTable';
import { When } from '../../components/When';

import { RegistryActions } from './RegistryActions';
import { StorageCell } from './StorageCell';

/** The columns of the list of registries. */
export function useColumns(): Column<Registry>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'address',
      title: t('field.address'),
      sortable: true,
      render: ({ id, address }) => (
        <Link to={id}>
          <Breakable text={address} />
        </Link>
      ),
    },
    {
      key: 'whose',
      title: t('registries.whose'),
      render: ({ shared }) => t(shared ? 'registries.shared' : 'registries.own'),
    },
    {
      key: 'login',
      title: t('registries.login'),
      render: ({ username, has_password: login }) =>
        login ? (username ?? t('registries.loginHidden')) : t('registries.anonymous'),
    },
    {
      key: 'storage',
      title: t('registries.storage'),
      render: (registry) => <StorageCell registry={registry} />,
    },
    {
      key: 'services',
      title: t('field.services'),
      align: 'end',
      render: ({ services }) => services.length,
    },
    {
      key: 'created_at',
      title: t('field.created'),
      sortable: true,
      only: 'medium',
      render: ({ created_at: at }) => <When at={at} />,
    },
    { key: 'actions', align: 'end', render: (registry) => <RegistryActions registry={registry} /> },
  ];
}
