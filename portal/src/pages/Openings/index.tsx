import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOpenings } from '../../api/openings';
import { useMay, useOfPlatform } from '../../api/session';
import { ListPage } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';

import { OfferDialog } from './OfferDialog';
import { FILTERS, narrowedBy, OpeningFiltersBar } from './OpeningFiltersBar';
import { useColumns } from './useColumns';

/** What tenants open to each other: as one's own tenant sees it, or all of it for the platform's roles. */
export function OpeningsPage() {
  const { t } = useTranslation();
  const manages = useMay()('opening.manage');
  const ofPlatform = useOfPlatform();
  const view = useListView(FILTERS, { sort: '-offered_at' });
  const narrowed = narrowedBy(view.filters);
  const openings = useOpenings({ ...view.paging, sort: view.sort, ...narrowed });
  const [offering, setOffering] = useState(false);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.openings')}
      lead={t(ofPlatform ? 'openings.leadPlatform' : 'openings.lead')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setOffering(true)}>
            {t('openings.offer')}
          </Button>
        )
      }
      list={openings}
      filters={<OpeningFiltersBar {...view} />}
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'openings.none' : 'openings.noneToManage'),
        narrowed: Object.keys(narrowed).length > 0,
        view,
      }}
    >
      {offering && <OfferDialog onClose={() => setOffering(false)} />}
    </ListPage>
  );
}
