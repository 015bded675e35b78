import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePartitions } from '../../api/partitions';
import { useMay } from '../../api/session';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';

import { CreateDialog } from './CreateDialog';
import { useColumns } from './useColumns';

/** The groups of hosts that are kept for some tenants, with what is taken of them. */
export function PartitionsPage() {
  const { t } = useTranslation();
  const manages = useMay()('partition.manage');
  const view = useListView(['q'], { sort: 'name' });
  const { q = '' } = view.filters;
  const partitions = usePartitions({ ...view.paging, sort: view.sort, ...(q && { q }) });
  const [creating, setCreating] = useState(false);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.partitions')}
      lead={t('partitions.lead')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('partitions.create')}
          </Button>
        )
      }
      list={partitions}
      filters={
        <FilterBar>
          <SearchBox label={t('partitions.search')} value={q} onSearch={(text) => view.change({ q: text })} />
        </FilterBar>
      }
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'partitions.none' : 'partitions.noneGranted'),
        narrowed: q !== '',
        view,
      }}
    >
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </ListPage>
  );
}
