import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useDomains } from '../../api/domains';
import { useMay } from '../../api/session';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';

import { AddDialog } from './DomainDialogs';
import { recordsOf } from './parts';
import { useColumns } from './useColumns';

/** Host names that tenants bring: what is to be set in DNS for each, and which service it leads to. */
export function DomainsPage() {
  const { t } = useTranslation();
  const manages = useMay()('domain.manage');
  const view = useListView(['q', 'tenant'], { sort: 'host' });
  const { filters, change } = view;
  const { q, tenant } = filters;
  const narrowed = { ...(q && { q }), ...(tenant && { tenant_id: tenant }) };
  const domains = useDomains({ ...view.paging, sort: view.sort, ...narrowed });
  const columns = useColumns();
  const [adding, setAdding] = useState(false);
  return (
    <ListPage
      title={t('nav.domains')}
      lead={t('domains.lead')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('domains.add')}
          </Button>
        )
      }
      list={domains}
      filters={
        <FilterBar>
          <SearchBox label={t('domains.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
        </FilterBar>
      }
      table={{
        below: recordsOf,
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'domains.none' : 'domains.noneToManage'),
        narrowed: Object.keys(narrowed).length > 0,
        view,
      }}
    >
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </ListPage>
  );
}
