import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOpenings, type Opening } from '../../api/openings';
import { useMay, useOfPlatform } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { OfferDialog } from './OfferDialog';
import { FILTERS, narrowedBy, OpeningFiltersBar } from './OpeningFiltersBar';
import { useColumns } from './useColumns';

const PAGE_SIZE = 20;

/** What tenants open to each other: as one's own tenant sees it, or all of it for the platform's roles. */
export function OpeningsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const { filters, change, reset } = useFilters(FILTERS);
  const page = pageOf(filters.page);
  const sort = filters.sort ?? '-offered_at';
  const [offering, setOffering] = useState(false);
  const narrowed = narrowedBy(filters);
  const openings = useOpenings({ page, page_size: PAGE_SIZE, sort, ...narrowed });
  const columns = useColumns();
  const manages = may('opening.manage');
  usePageTitle(t('nav.openings'));

  const { data, error } = openings;
  if (error && !data) return <Failure error={error} retry={() => void openings.refetch()} />;
  const none = t(manages ? 'openings.none' : 'openings.noneToManage');
  return (
    <>
      <PageHeader
        title={t('nav.openings')}
        below={
          <span className={panel.lead}>{t(ofPlatform ? 'openings.leadPlatform' : 'openings.lead')}</span>
        }
        actions={
          manages && (
            <Button type="primary" onClick={() => setOffering(true)}>
              {t('openings.offer')}
            </Button>
          )
        }
      />
      {error && <Outdated error={error} />}
      <OpeningFiltersBar filters={filters} change={(to) => change({ page: '', ...to })} reset={reset} />
      <div className={panel.panel}>
        <DataTable<Opening>
          label={t('nav.openings')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={Object.keys(narrowed).length > 0 ? t('list.nothingFound') : none}
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
      {offering && <OfferDialog onClose={() => setOffering(false)} />}
    </>
  );
}
