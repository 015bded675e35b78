import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useRegistries } from '../../api/registries';
import { useMay, useOfPlatform } from '../../api/session';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';

import { AddDialog } from './AddDialog';
import { useColumns } from './useColumns';

/** The registries of one's tenant and those that the platform shares; for the platform's roles all of them. */
export function RegistriesPage() {
  const { t } = useTranslation();
  const manages = useMay()('registry.manage');
  const ofPlatform = useOfPlatform();
  const view = useListView(['q', 'tenant_id'], { sort: 'address' });
  const { filters } = view;
  const registries = useRegistries({ ...view.paging, sort: view.sort, ...filters });
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.registries')}
      lead={t(ofPlatform ? 'registries.leadPlatform' : 'registries.lead')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('registries.add')}
          </Button>
        )
      }
      list={registries}
      filters={
        <FilterBar>
          <SearchBox
            label={t('registries.search')}
            value={filters.q ?? ''}
            onSearch={(q) => view.change({ q })}
          />
        </FilterBar>
      }
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'registries.none' : 'registries.noneToManage'),
        narrowed: filters.q !== undefined,
        view,
      }}
    >
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </ListPage>
  );
}
