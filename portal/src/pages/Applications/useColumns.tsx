import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import { useMay, useOfPlatform } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { Description } from '../../components/Description';
import { ReadyCount } from '../../components/ReadyCount';
import { isTroubled } from '../../components/reason';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';
import { When } from '../../components/When';

import styles from './Applications.module.css';
import { FirstProblem } from './FirstProblem';
import { RowActions } from './RowActions';

export function useColumns(): Column<Application>[] {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();

  const columns: Column<Application>[] = [
    {
      key: 'name',
      title: t('field.application'),
      sortable: true,
      render: (application) => <Named application={application} />,
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ status }) => (
        <div className={styles.state}>
          <StateLabel state={status.state} troubled={(status.services ?? []).some(isTroubled)} />
          <FirstProblem status={status} />
        </div>
      ),
    },
    {
      key: 'ready',
      title: t('field.services'),
      ...(ofPlatform && { only: 'medium' as const }),
      render: ({ status }) => <ReadyCount ready={status.ready} total={status.total} />,
    },
    { key: 'urls', title: t('field.address'), render: ({ status }) => <Urls urls={status.urls ?? []} /> },
    {
      key: 'updated_at',
      title: t('field.updated'),
      sortable: true,
      only: 'wide',
      render: (application) => <When at={application.updated_at} />,
    },
  ];
  if (ofPlatform) {
    const tenant = ({ tenant_name: name }: Application) => name;
    columns.splice(1, 0, { key: 'tenant', title: t('field.tenant'), render: tenant });
  }
  if (may('application.publish')) {
    columns.push({ key: 'actions', align: 'end', render: (row) => <RowActions application={row} /> });
  }
  return columns;
}

function Named({ application }: { application: Application }) {
  return (
    <div className={styles.named}>
      <Link to={`/applications/${application.id}`}>{application.name}</Link>
      {application.description && <Description text={application.description} />}
    </div>
  );
}
