import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useContainerStream } from '../../api/containerStream';
import { useContainerList } from '../../api/containers';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { UsageProblem } from '../../components/UsageProblem';
import { usePageTitle } from '../../components/usePageTitle';

import { ContainerFiltersBar } from './ContainerFiltersBar';
import styles from './Containers.module.css';
import { useColumns } from './useColumns';
import { isNarrowed, narrowedBy, useContainerQuery } from './useContainerQuery';

/** All containers that the user may see, as they change. */
export function ContainersPage() {
  const { t } = useTranslation();
  const { filters, query, change, reset } = useContainerQuery();
  const stream = useContainerStream(narrowedBy(filters));
  const list = useContainerList(query, stream.state === 'broken');
  const columns = useColumns();
  usePageTitle(t('nav.containers'));

  const { data, error } = list;
  const empty = data?.total === 0 && !isNarrowed(filters);
  return (
    <>
      <PageHeader
        title={t('nav.containers')}
        aside={data && <span className={panel.lead}>{t('list.total', { total: data.total })}</span>}
        below={<span className={panel.lead}>{t('containers.lead')}</span>}
      />
      {!stream.inSight && (
        <Alert className={styles.notice} type="warning" showIcon title={t('containers.outOfSight')} />
      )}
      {error && !data && <Failure error={error} retry={() => void list.refetch()} />}
      {error && data && <Outdated error={error} />}
      {empty && <NothingRuns />}
      {!empty && (data ?? !error) && (
        <>
          <UsageProblem problem={data?.usage_problem} />
          <ContainerFiltersBar filters={filters} change={change} reset={reset} rows={data?.items ?? []} />
          <div className={panel.panel}>
            <DataTable
              label={t('nav.containers')}
              columns={columns}
              rows={data?.items}
              rowKey={({ id }) => id}
              empty={t('list.nothingFound')}
              sort={query.sort}
              onSort={(sort) => change({ sort })}
            />
            <Pager
              page={query.page}
              pageSize={query.page_size}
              total={data?.total ?? 0}
              onChange={(page) => change({ page: String(page) })}
            />
          </div>
        </>
      )}
    </>
  );
}

/** In place of an empty list: what to do next. */
function NothingRuns() {
  const { t } = useTranslation();
  return (
    <section className={styles.card}>
      <h2>{t('containers.nothing')}</h2>
      <p className={panel.lead}>{t('containers.nothingHint')}</p>
      <Link to="/applications">{t('containers.toApplications')}</Link>
    </section>
  );
}
