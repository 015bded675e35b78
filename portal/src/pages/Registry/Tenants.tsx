import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useTenantStorage, type TenantStorage } from '../../api/registries';
import type { Column } from '../../components/DataTable';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { SearchBox } from '../../components/SearchBox';
import { When } from '../../components/When';

import { ByChoice, queryOf, Size, type ListProps } from './parts';

/** A row for each tenant that has images in the registry. */
export function Tenants({ registry, measured, head, view }: ListProps) {
  const { t } = useTranslation();
  const { q = '' } = view.filters;
  const storage = useTenantStorage(registry.id, queryOf(view, measured));
  const columns: Column<TenantStorage>[] = [
    {
      key: 'tenant',
      title: t('field.tenant'),
      sortable: true,
      render: ({ tenant, tenant_id: id }) => <Link to={`/tenants/${id}`}>{tenant}</Link>,
    },
    {
      key: 'size_bytes',
      title: t('storage.size'),
      sortable: true,
      align: 'end',
      render: ({ size_bytes: size }) => <Size of={size} />,
    },
    {
      key: 'repositories',
      title: t('storage.repositories'),
      align: 'end',
      render: ({ repositories, tenant_id: id }) => (
        <Link to={`?by=repository&tenant_id=${id}`}>{repositories}</Link>
      ),
    },
    {
      key: 'since',
      title: t('storage.since'),
      only: 'medium',
      render: ({ since }) => <When at={since} />,
    },
  ];
  return (
    <ListPage
      {...head}
      list={storage}
      filters={
        <FilterBar>
          <ByChoice view={view} />
          <SearchBox
            label={t('storage.searchTenants')}
            value={q}
            onSearch={(text) => view.change({ q: text })}
          />
        </FilterBar>
      }
      table={{
        label: t('storage.by.tenant'),
        columns,
        rowKey: ({ tenant_id: id }) => id,
        empty: t(measured ? 'storage.none' : 'storage.notYet'),
        narrowed: q !== '',
        view,
      }}
    />
  );
}
