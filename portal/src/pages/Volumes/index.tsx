import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../../api/session';
import { useVolumes, type Volume } from '../../api/volumes';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';

import { DeleteVolume, GrowVolume } from './VolumeDialogs';
import { FILTERS, narrowedBy, VolumeFiltersBar } from './VolumeFiltersBar';
import { useColumns, type Asked } from './useColumns';

/** All volumes that one may see: how they are, how full, who uses them, and those that nothing uses any more. */
export function VolumesPage() {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const view = useListView(FILTERS, { sort: 'name' });
  const narrowed = narrowedBy(view.filters);
  const volumes = useVolumes({ ...view.paging, sort: view.sort, ...narrowed });
  const [asked, setAsked] = useState<{ what: Asked; volume: Volume }>();
  const columns = useColumns({ ofPlatform, onAsk: (what, volume) => setAsked({ what, volume }) });
  const close = () => setAsked(undefined);
  return (
    <ListPage
      title={t('nav.volumes')}
      lead={t('volumes.lead')}
      list={volumes}
      filters={<VolumeFiltersBar {...view} />}
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t('volumes.none'),
        narrowed: Object.keys(narrowed).length > 0,
        view,
      }}
    >
      {asked?.what === 'grow' && <GrowVolume volume={asked.volume} onClose={close} />}
      {asked?.what === 'delete' && <DeleteVolume volume={asked.volume} onClose={close} />}
    </ListPage>
  );
}
