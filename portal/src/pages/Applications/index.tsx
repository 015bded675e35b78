import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplications } from '../../api/applications';
import { useMay } from '../../api/session';
import { FilterBar } from '../../components/list/FilterBar';
import { ListPage, Total } from '../../components/list/ListPage';
import { useListView } from '../../components/list/useListView';
import { SearchBox } from '../../components/SearchBox';
import { hasOwnFilters } from '../../components/tenantInView';
import { withTexts } from '../../i18n/language';
import { FIRST_APPLICATIONS } from '../../start/first';
import { lazyInLibrary } from '../../theme/inLibrary';

import { FirstSteps } from './FirstSteps';
import { NewButtons, type NewBy } from './NewButtons';
import { useColumns } from './useColumns';

const CreateDialog = lazyInLibrary(() => import('./CreateDialog'));
const FileDialog = lazyInLibrary(() => withTexts(['applicationFile', 'editor'], import('./FileDialog')));
const ComposeDialog = lazyInLibrary(() =>
  withTexts(['compose', 'applicationFile', 'editor'], import('./compose/ComposeDialog')),
);

/** All applications that the user may see, and what is wrong with them. */
export function ApplicationsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const view = useListView(['q', 'tenant_id'], FIRST_APPLICATIONS);
  const { filters, change } = view;
  const list = useApplications({ ...view.paging, sort: view.sort, ...filters });
  const columns = useColumns();
  const [creating, setCreating] = useState<NewBy | null>(null);
  const empty = list.data?.total === 0 && !hasOwnFilters(filters);
  const close = () => setCreating(null);
  return (
    <ListPage
      title={t('nav.applications')}
      aside={<Total of={list.data} />}
      actions={may('application.create') && !empty && <NewButtons onChoose={setCreating} />}
      list={list}
      instead={empty && <FirstSteps onChoose={setCreating} />}
      filters={
        <FilterBar>
          <SearchBox
            label={t('applications.search')}
            value={filters.q ?? ''}
            onSearch={(q) => change({ q })}
          />
        </FilterBar>
      }
      table={{ columns, rowKey: ({ id }) => id, empty: t('list.narrowedAway'), view }}
    >
      <Suspense>
        {creating === 'form' && <CreateDialog onClose={close} />}
        {creating === 'file' && <FileDialog onClose={close} />}
        {creating === 'compose' && <ComposeDialog onClose={close} />}
      </Suspense>
    </ListPage>
  );
}
