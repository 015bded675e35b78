import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useDomains, type OwnDomain } from '../../api/domains';
import { useMay, useOfPlatform } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { AddDialog } from './DomainDialogs';
import { useColumns } from './useColumns';

// Only administrators choose among tenants; nobody else loads what that takes.
const TenantSelect = lazy(() => import('../../components/TenantSelect'));

const PAGE_SIZE = 20;
const FILTERS = ['q', 'tenant', 'sort', 'page'] as const;

/** Host names that tenants bring: what is to be set in DNS for each, and which service it leads to. */
export function DomainsPage() {
  const { t } = useTranslation();
  const manages = useMay()('domain.manage');
  const ofPlatform = useOfPlatform();
  const { filters, change } = useFilters(FILTERS);
  const { q, tenant } = filters;
  const page = pageOf(filters.page);
  const sort = filters.sort ?? 'host';
  const [adding, setAdding] = useState(false);
  const domains = useDomains({
    page,
    page_size: PAGE_SIZE,
    sort,
    ...(q && { q }),
    ...(tenant && { tenant_id: tenant }),
  });
  const columns = useColumns();
  usePageTitle(t('nav.domains'));

  const { data, error } = domains;
  if (error && !data) return <Failure error={error} retry={() => void domains.refetch()} />;
  const none = t(manages ? 'domains.none' : 'domains.noneToManage');
  return (
    <>
      <PageHeader
        title={t('nav.domains')}
        below={<span className={panel.lead}>{t('domains.lead')}</span>}
        actions={
          manages && (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('domains.add')}
            </Button>
          )
        }
      />
      {error && <Outdated error={error} />}
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          key={q ?? ''}
          label={t('domains.search')}
          value={q ?? ''}
          onSearch={(to) => change({ q: to, page: '' })}
        />
        {ofPlatform && (
          <Suspense fallback={<span className={filtersStyle.field} />}>
            <TenantSelect value={tenant} onChange={(id) => change({ tenant: id ?? '', page: '' })} />
          </Suspense>
        )}
      </div>
      <div className={panel.panel}>
        <DataTable<OwnDomain>
          label={t('nav.domains')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={q || tenant ? t('list.nothingFound') : none}
          columns={columns}
          sort={sort}
          onSort={(to) => change({ sort: to, page: '' })}
        />
        <Pager
          page={page}
          pageSize={PAGE_SIZE}
          total={data?.total ?? 0}
          onChange={(to) => change({ page: String(to) })}
        />
      </div>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  );
}
