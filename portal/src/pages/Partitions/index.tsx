import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePartitions, type Partition } from '../../api/partitions';
import { useMay } from '../../api/session';
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

import { CreateDialog } from './CreateDialog';
import { useColumns } from './useColumns';

const PAGE_SIZE = 20;
const FILTERS = ['q', 'sort', 'page'] as const;

/** The groups of hosts that are kept for some tenants, with what is taken of them. */
export function PartitionsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { filters, change } = useFilters(FILTERS);
  const page = pageOf(filters.page);
  const { q, sort = 'name' } = filters;
  const [creating, setCreating] = useState(false);
  const partitions = usePartitions({ page, page_size: PAGE_SIZE, sort, ...(q && { q }) });
  const columns = useColumns();
  const manages = may('partition.manage');
  usePageTitle(t('nav.partitions'));

  const { data, error } = partitions;
  if (error && !data) return <Failure error={error} retry={() => void partitions.refetch()} />;
  const none = t(manages ? 'partitions.none' : 'partitions.noneGranted');
  return (
    <>
      <PageHeader
        title={t('nav.partitions')}
        below={<span className={panel.lead}>{t('partitions.lead')}</span>}
        actions={
          manages && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('partitions.create')}
            </Button>
          )
        }
      />
      {error && <Outdated error={error} />}
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          label={t('partitions.search')}
          value={q ?? ''}
          onSearch={(text) => change({ q: text, page: '' })}
        />
      </div>
      <div className={panel.panel}>
        <DataTable<Partition>
          label={t('nav.partitions')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={q ? t('list.nothingFound') : none}
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
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  );
}
