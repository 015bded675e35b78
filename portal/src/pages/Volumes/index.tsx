import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../../api/session';
import { useVolumes, type Volume } from '../../api/volumes';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Pager } from '../../components/Pager';
import panel from '../../components/Panel.module.css';
import { pageOf, useFilters } from '../../components/useFilters';
import { usePageTitle } from '../../components/usePageTitle';

import { DeleteVolume, GrowVolume } from './VolumeDialogs';
import { FILTERS, narrowedBy, VolumeFiltersBar } from './VolumeFiltersBar';
import { useColumns, type Asked } from './useColumns';

const PAGE_SIZE = 20;

/** All volumes that one may see: how they are, how full, who uses them, and those that nothing uses any more. */
export function VolumesPage() {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const { filters, change, reset } = useFilters(FILTERS);
  const page = pageOf(filters.page);
  const sort = filters.sort ?? 'name';
  const narrowed = narrowedBy(filters);
  const [asked, setAsked] = useState<{ what: Asked; volume: Volume }>();
  const columns = useColumns({ ofPlatform, onAsk: (what, volume) => setAsked({ what, volume }) });
  const volumes = useVolumes({ page, page_size: PAGE_SIZE, sort, ...narrowed });
  usePageTitle(t('nav.volumes'));

  const { data, error } = volumes;
  if (error && !data) return <Failure error={error} retry={() => void volumes.refetch()} />;
  const close = () => setAsked(undefined);
  return (
    <>
      <PageHeader title={t('nav.volumes')} below={<span className={panel.lead}>{t('volumes.lead')}</span>} />
      {error && <Outdated error={error} />}
      <VolumeFiltersBar filters={filters} change={(to) => change({ page: '', ...to })} reset={reset} />
      <div className={panel.panel}>
        <DataTable<Volume>
          label={t('nav.volumes')}
          rows={data?.items}
          rowKey={({ id }) => id}
          empty={Object.keys(narrowed).length > 0 ? t('list.nothingFound') : t('volumes.none')}
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
      {asked?.what === 'grow' && <GrowVolume volume={asked.volume} onClose={close} />}
      {asked?.what === 'delete' && <DeleteVolume volume={asked.volume} onClose={close} />}
    </>
  );
}
