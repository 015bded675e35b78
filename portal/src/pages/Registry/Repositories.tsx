import { useTranslation } from 'react-i18next';

import { useStoredRepositories, type StoredRepository } from '../../api/registries';
import { useOfPlatform } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { SearchBox } from '../../components/SearchBox';

import { ByChoice, queryOf, Size, type ListProps } from './parts';

/** A row for each repository; together they may be more than the tenant has, because they share layers. */
export function Repositories({ registry, measured, head, view }: ListProps) {
  const { t } = useTranslation();
  const { q = '', tenant_id: tenant } = view.filters;
  const repositories = useStoredRepositories(registry.id, queryOf(view, measured));
  return (
    <ListPage
      {...head}
      list={repositories}
      filters={
        <FilterBar>
          <ByChoice view={view} />
          <SearchBox
            label={t('storage.searchRepositories')}
            value={q}
            onSearch={(text) => view.change({ q: text })}
          />
        </FilterBar>
      }
      table={{
        label: t('storage.by.repository'),
        columns: useColumns(),
        rowKey: ({ name }) => name,
        empty: t(measured ? 'storage.none' : 'storage.notYet'),
        narrowed: q !== '' || tenant !== undefined,
        view,
      }}
    />
  );
}

function useColumns(): Column<StoredRepository>[] {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const whose: Column<StoredRepository> = {
    key: 'tenant',
    title: t('field.tenant'),
    render: ({ tenant }) => tenant,
  };
  return [
    { key: 'name', title: t('storage.repository'), sortable: true, render: ({ name }) => name },
    ...(ofPlatform ? [whose] : []),
    { key: 'tags', title: t('storage.tags'), sortable: true, align: 'end', render: ({ tags }) => tags },
    {
      key: 'size_bytes',
      title: t('storage.size'),
      sortable: true,
      align: 'end',
      render: ({ size_bytes: size }) => <Size of={size} />,
    },
    {
      key: 'own_bytes',
      title: t('storage.own'),
      sortable: true,
      align: 'end',
      only: 'medium',
      render: ({ own_bytes: size }) => <Size of={size} />,
    },
  ];
}
