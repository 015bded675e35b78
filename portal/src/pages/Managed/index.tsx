import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useManagedServices } from '../../api/managed';
import { useMay, useOfPlatform } from '../../api/session';
import { joined } from '../../components/joined';
import { ListPage, Total } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';

import { FILTERS, ManagedFiltersBar, narrowedBy } from './ManagedFiltersBar';
import { OpenDialog } from './OpenDialog';
import { useColumns } from './useColumns';

/** Databases that the tenant opened for itself of what the administrators offer; for the platform's roles all of them. */
export function ManagedPage() {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const manages = may('managed.manage');
  const view = useListView(FILTERS, { sort: 'name' });
  const narrowed = narrowedBy(view.filters);
  const services = useManagedServices({ ...view.paging, sort: view.sort, ...narrowed });
  const [opening, setOpening] = useState(false);
  const columns = useColumns();
  return (
    <ListPage
      title={t('nav.managed')}
      aside={<Total of={services.data} />}
      lead={
        <>
          {joined(
            t('managed.lead'),
            ofPlatform && may('offering.read') && <Link to="/offerings">{t('managed.toOfferings')}</Link>,
          )}
        </>
      }
      actions={
        manages && (
          <Button type="primary" onClick={() => setOpening(true)}>
            {t('managed.open')}
          </Button>
        )
      }
      list={services}
      filters={<ManagedFiltersBar {...view} />}
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t(manages ? 'managed.none' : 'managed.noneToManage'),
        narrowed: Object.keys(narrowed).length > 0,
        view,
      }}
    >
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </ListPage>
  );
}
