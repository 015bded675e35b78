import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfferings, type Offering } from '../../api/managed';
import { useMay } from '../../api/session';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';

import { OfferingDialog } from './OfferingDialog';
import { useColumns } from './useColumns';

/** What tenants can open for themselves, as the administrators offer it. */
export function OfferingsPage() {
  const { t } = useTranslation();
  const manages = useMay()('offering.manage');
  const view = useListView(['q'], { sort: 'name' });
  const { q = '' } = view.filters;
  const offerings = useOfferings({ ...view.paging, sort: view.sort, ...(q && { q }) });
  const [editing, setEditing] = useState<Offering | 'new' | null>(null);
  const columns = useColumns(setEditing);
  return (
    <ListPage
      title={t('nav.offerings')}
      lead={t('offerings.lead')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('offerings.create')}
          </Button>
        )
      }
      list={offerings}
      filters={
        <FilterBar>
          <SearchBox label={t('offerings.search')} value={q} onSearch={(text) => view.change({ q: text })} />
        </FilterBar>
      }
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'offerings.none' : 'offerings.noneToManage'),
        narrowed: q !== '',
        view,
      }}
    >
      {editing && (
        <OfferingDialog offering={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}
