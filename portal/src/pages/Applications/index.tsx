import { Alert, Input, Select, Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplications } from '../../api/applications';
import { useMay, useOfPlatform } from '../../api/session';
import { useTenants } from '../../api/tenants';
import { Failure } from '../../components/Failure';
import { PageHeader } from '../../components/PageHeader';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './Applications.module.css';
import { FirstSteps } from './FirstSteps';
import { NewButtons, type NewBy } from './NewButtons';
import { useColumns } from './useColumns';
import { useListQuery } from './useListQuery';

const CreateDialog = lazy(() => import('./CreateDialog'));
const FileDialog = lazy(() => import('./FileDialog'));

/** All applications that the user may see: what is wrong with them first of all. */
export function ApplicationsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { query, change } = useListQuery();
  const list = useApplications(query);
  const [creating, setCreating] = useState<NewBy | null>(null);
  usePageTitle(t('nav.applications'));

  const filtered = Boolean(query.q ?? query.tenant_id);
  const empty = list.data?.total === 0 && !filtered;
  const close = () => setCreating(null);
  return (
    <>
      <PageHeader
        title={t('nav.applications')}
        aside={
          list.data && <span className={styles.total}>{t('list.total', { total: list.data.total })}</span>
        }
        actions={may('application.write') && !empty && <NewButtons onChoose={setCreating} />}
      />
      {!empty && <Filters query={query} change={change} />}
      {list.error && !list.data && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.error && list.data && (
        <Alert type="warning" showIcon title={t('list.outdated')} className={styles.outdated} />
      )}
      {empty ? (
        <FirstSteps onChoose={setCreating} />
      ) : (
        (list.data ?? list.isPending) && <ApplicationTable query={query} change={change} />
      )}
      <Suspense>
        {creating === 'form' && <CreateDialog onClose={close} />}
        {creating === 'file' && <FileDialog onClose={close} />}
      </Suspense>
    </>
  );
}

type ListState = ReturnType<typeof useListQuery>;

function ApplicationTable({ query, change }: ListState) {
  const { t } = useTranslation();
  const list = useApplications(query);
  const columns = useColumns(query.sort);
  return (
    <Table
      rowKey="id"
      className={styles.table}
      columns={columns}
      dataSource={list.data?.items ?? []}
      loading={list.isPending}
      locale={{ emptyText: t('list.nothingFound') }}
      scroll={{ x: 'max-content' }}
      pagination={{
        current: query.page,
        pageSize: query.page_size,
        total: list.data?.total ?? 0,
        hideOnSinglePage: (list.data?.total ?? 0) <= PAGE_SIZES[0],
        showSizeChanger: true,
        pageSizeOptions: [...PAGE_SIZES],
      }}
      onChange={(pagination, _filters, sorter) => {
        const sorted = Array.isArray(sorter) ? sorter[0] : sorter;
        const field = sorted?.order ? String(sorted.columnKey) : '';
        change({
          page: pagination.current ?? 1,
          page_size: pagination.pageSize ?? query.page_size,
          sort: sorted?.order === 'descend' ? `-${field}` : field || 'name',
        });
      }}
    />
  );
}

const PAGE_SIZES = [20, 50, 100] as const;

function Filters({ query, change }: ListState) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const tenants = useTenants(undefined, ofPlatform);
  return (
    <div className={styles.filters}>
      <Input.Search
        className={styles.search}
        allowClear
        defaultValue={query.q ?? ''}
        placeholder={t('applications.search')}
        aria-label={t('applications.search')}
        onSearch={(text) => change({ q: text.trim(), page: 1 })}
      />
      {ofPlatform && (
        <Select
          className={styles.tenant}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('applications.allTenants')}
          aria-label={t('field.tenant')}
          value={query.tenant_id}
          options={tenants.data?.items.map((tenant) => ({ value: tenant.id, label: tenant.name }))}
          onChange={(id: string | undefined) => change({ tenant_id: id ?? '', page: 1 })}
        />
      )}
    </div>
  );
}
