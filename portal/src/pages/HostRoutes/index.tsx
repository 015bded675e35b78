import { Alert, Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';

import { useHostRoutes, type HostRoutes } from '../../api/hostRoutes';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { SearchBox } from '../../components/SearchBox';
import { Section } from '../../components/Section';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import styles from './HostRoutes.module.css';
import { networksOf, nobodyReports, problemsOf, signsOf } from './matrix';
import { Problems } from './Problems';
import { useColumns } from './useColumns';

const PAGE_SIZE = 50;
/** More columns than these nobody can read. */
const MOST_NETWORKS = 40;
const FILTERS = ['q', 'problems', 'sort', 'page'] as const;

/** Hosts by pod networks, with the state of each way between them. */
export function HostRoutesPage() {
  const { t } = useTranslation();
  const { filters, change } = useFilters(FILTERS);
  const { q, sort = 'host' } = filters;
  const page = pageOf(filters.page);
  const problems = filters.problems === 'true';
  const routes = useHostRoutes({ page, page_size: PAGE_SIZE, sort, problems, ...(q && { q }) });
  const { data, error } = routes;
  const rows = data?.items ?? [];
  const networks = networksOf(rows);
  const columns = useColumns(networks.slice(0, MOST_NETWORKS));
  usePageTitle(t('nav.routes'));
  if (error && !data) return <Failure error={error} retry={() => void routes.refetch()} />;
  const empty = q ? 'list.nothingFound' : problems ? 'hostRoutes.noProblems' : 'hostRoutes.none';
  const broken = problemsOf(rows);
  return (
    <>
      <PageHeader
        title={t('nav.routes')}
        below={<span className={panel.lead}>{t('hostRoutes.lead')}</span>}
      />
      {error && <Outdated error={error} />}
      <WhoRoutes rows={rows} />
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          label={t('hostRoutes.search')}
          value={q ?? ''}
          onSearch={(text) => change({ q: text, page: '' })}
        />
        <Checkbox
          className={styles.only ?? ''}
          checked={problems}
          onChange={({ target }) => change({ problems: target.checked ? 'true' : '', page: '' })}
        >
          {t('hostRoutes.problems')}
        </Checkbox>
      </div>
      <div className={panel.panel}>
        <DataTable<HostRoutes>
          label={t('hostRoutes.matrix')}
          rows={data?.items}
          rowKey={({ host }) => host}
          empty={t(empty)}
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
    </>
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
