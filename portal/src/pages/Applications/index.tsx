import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplications } from '../../api/applications';
import { useMay } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { usePageTitle } from '../../components/usePageTitle';
import { withTexts } from '../../i18n/language';

import styles from './Applications.module.css';
import { Filters } from './Filters';
import { FirstSteps } from './FirstSteps';
import { NewButtons, type NewBy } from './NewButtons';
import { useColumns } from './useColumns';
import { useListQuery } from './useListQuery';

const CreateDialog = lazy(() => import('./CreateDialog'));
const FileDialog = lazy(() => withTexts(['applicationFile'], import('./FileDialog')));
const ComposeDialog = lazy(() =>
  withTexts(['compose', 'applicationFile'], import('./compose/ComposeDialog')),
);

/** All applications that the user may see, and what is wrong with them. */
export function ApplicationsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { query, change } = useListQuery();
  const list = useApplications(query);
  const columns = useColumns();
  const [creating, setCreating] = useState<NewBy | null>(null);
  usePageTitle(t('nav.applications'));

  const { data, error } = list;
  const filtered = Boolean(query.q ?? query.tenant_id);
  const empty = data?.total === 0 && !filtered;
  const close = () => setCreating(null);
  const table = (
    <>
      <Filters query={query} change={change} />
      {error && <Outdated error={error} />}
      <div className={panel.panel}>
        <DataTable
          label={t('nav.applications')}
          columns={columns}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={t('list.nothingFound')}
          sort={query.sort}
          onSort={(sort) => change({ sort, page: 1 })}
        />
        <Pager
          page={query.page}
          pageSize={query.page_size}
          total={data?.total ?? 0}
          onChange={(page) => change({ page })}
        />
      </div>
    </>
  );
  return (
    <>
      <PageHeader
        title={t('nav.applications')}
        aside={data && <span className={styles.total}>{t('list.total', { total: data.total })}</span>}
        actions={may('application.create') && !empty && <NewButtons onChoose={setCreating} />}
      />
      {error && !data && <Failure error={error} retry={() => void list.refetch()} />}
      {empty && <FirstSteps onChoose={setCreating} />}
      {!empty && (data ?? !error) && table}
      <Suspense>
        {creating === 'form' && <CreateDialog onClose={close} />}
        {creating === 'file' && <FileDialog onClose={close} />}
        {creating === 'compose' && <ComposeDialog onClose={close} />}
      </Suspense>
    </>
  );
}
