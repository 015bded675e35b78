import { Alert, Checkbox, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { useHostRoutes, type HostRoutes } from '../../api/hostRoutes';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { Section } from '../../components/Section';

import styles from './HostRoutes.module.css';
import { networksOf, nobodyReports, problemsOf, signsOf } from './matrix';
import { Problems } from './Problems';
import { useColumns } from './useColumns';

/** More columns than these nobody can read. */
const MOST_NETWORKS = 40;

/** Hosts by pod networks, with the state of each way between them. */
export function HostRoutesPage() {
  const { t } = useTranslation();
  const view = useListView(['q', 'problems'], { sort: 'host', pageSize: 50 });
  const { q = '' } = view.filters;
  const problems = view.filters.problems === 'true';
  const routes = useHostRoutes({ ...view.paging, sort: view.sort, problems, ...(q && { q }) });
  const rows = routes.data?.items ?? [];
  const networks = networksOf(rows);
  const columns = useColumns(networks.slice(0, MOST_NETWORKS));
  const broken = problemsOf(rows);
  return (
    <ListPage
      title={t('nav.routes')}
      lead={t('hostRoutes.lead')}
      list={routes}
      notice={<WhoRoutes rows={rows} />}
      // What the notice would push down is drawn together with it.
      instead={routes.isPending && <Skeleton active />}
      filters={
        <FilterBar>
          <SearchBox label={t('hostRoutes.search')} value={q} onSearch={(text) => view.change({ q: text })} />
          <Checkbox
            className={styles.only ?? ''}
            checked={problems}
            onChange={({ target }) => view.change({ problems: target.checked ? 'true' : '' })}
          >
            {t('hostRoutes.problems')}
          </Checkbox>
        </FilterBar>
      }
      table={{
        label: t('hostRoutes.matrix'),
        columns,
        rowKey: ({ host }) => host,
        empty: t(problems ? 'hostRoutes.noProblems' : 'hostRoutes.none'),
        narrowed: q !== '',
        view,
      }}
    >
      {networks.length > MOST_NETWORKS && (
        <p className={panel.lead}>{t('hostRoutes.more', { shown: MOST_NETWORKS, total: networks.length })}</p>
      )}
      {broken.length > 0 && (
        <div className={styles.problems}>
          <Section title={t('hostRoutes.list')}>
            <Problems problems={broken} />
          </Section>
        </div>
      )}
    </ListPage>
  );
}

/** In words, where it is not this platform's agent that routes. */
function WhoRoutes({ rows }: { rows: readonly HostRoutes[] }) {
  const { t } = useTranslation();
  const signs = signsOf(rows);
  if (nobodyReports(rows))
    return (
      <Alert
        className={styles.notice}
        type="info"
        showIcon
        title={t('hostRoutes.noAgents')}
        description={t('hostRoutes.noAgentsHint')}
      />
    );
  if (signs.length === 0) return null;
  return (
    <Alert
      className={styles.notice}
      type="info"
      showIcon
      title={t('hostRoutes.clusterRoutes')}
      description={signs.map(({ cause, detail }) => (
        <div key={cause + detail}>{t(`hostRoutes.cause.${cause}`, { detail })}</div>
      ))}
    />
  );
}
