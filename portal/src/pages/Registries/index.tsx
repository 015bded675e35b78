import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useRegistries, type Registry } from '../../api/registries';
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

import { AddDialog } from './AddDialog';
import { useColumns } from './useColumns';

const PAGE_SIZE = 20;

/** The registries of one's tenant and those that the platform shares; for the platform's roles all of them. */
export function RegistriesPage() {
  const { t } = useTranslation();
  const manages = useMay()('registry.manage');
  const ofPlatform = useOfPlatform();
  const { filters, change } = useFilters(['q', 'sort', 'page'] as const);
  const page = pageOf(filters.page);
  const sort = filters.sort ?? 'address';
  const [adding, setAdding] = useState(false);
  const registries = useRegistries({ page, page_size: PAGE_SIZE, sort, ...(filters.q && { q: filters.q }) });
  const columns = useColumns();
  usePageTitle(t('nav.registries'));

  const { data, error } = registries;
  if (error && !data) return <Failure error={error} retry={() => void registries.refetch()} />;
  const none = t(manages ? 'registries.none' : 'registries.noneToManage');
  return (
    <>
      <PageHeader
        title={t('nav.registries')}
        below={
          <span className={panel.lead}>{t(ofPlatform ? 'registries.leadPlatform' : 'registries.lead')}</span>
        }
        actions={
          manages && (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('registries.add')}
            </Button>
          )
        }
      />
      {error && <Outdated error={error} />}
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          key={filters.q ?? ''}
          label={t('registries.search')}
          value={filters.q ?? ''}
          onSearch={(q) => change({ q, page: '' })}
        />
      </div>
      <div className={panel.panel}>
        <DataTable<Registry>
          label={t('nav.registries')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={filters.q ? t('list.nothingFound') : none}
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
