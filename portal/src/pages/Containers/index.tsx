import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useContainerStream } from '../../api/containerStream';
import { useContainerList } from '../../api/containers';
import { ListPage, Total } from '../../components/list/ListPage';
import panel from '../../components/Panel.module.css';
import { UsageProblem } from '../../components/UsageProblem';

import { ContainerFiltersBar } from './ContainerFiltersBar';
import styles from './Containers.module.css';
import { useColumns } from './useColumns';
import { isNarrowed, narrowedBy, useContainerQuery } from './useContainerQuery';

/** All containers that the user may see, as they change. */
export function ContainersPage() {
  const { t } = useTranslation();
  const { view, query } = useContainerQuery();
  const stream = useContainerStream(narrowedBy(view.filters));
  const list = useContainerList(query, stream.state === 'broken');
  const columns = useColumns();
  const { data } = list;
  const none = data?.total === 0 && !isNarrowed(view.filters);
  return (
    <ListPage
      title={t('nav.containers')}
      aside={<Total of={data} />}
      lead={t('containers.lead')}
      list={list}
      notice={
        !stream.inSight && (
          <Alert className={styles.notice} type="warning" showIcon title={t('containers.outOfSight')} />
        )
      }
      instead={none && <NothingRuns />}
      filters={
        <>
          <UsageProblem problem={data?.usage_problem} />
          <ContainerFiltersBar {...view} rows={data?.items ?? []} />
        </>
      }
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t('list.narrowedAway'),
        view,
      }}
    />
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
