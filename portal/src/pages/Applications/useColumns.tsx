import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import { useMay, useOfPlatform } from '../../api/session';
import { ReadyCount } from '../../components/ReadyCount';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';
import { When } from '../../components/When';

import styles from './Applications.module.css';
import { FirstProblem } from './FirstProblem';
import { RowActions } from './RowActions';

/** The list's columns; `sort` is what the server was asked for (`name`, `-updated_at`). */
export function useColumns(sort: string): TableColumnsType<Application> {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const order = (field: string) => {
    if (sort === field) return 'ascend' as const;
    return sort === `-${field}` ? ('descend' as const) : null;
  };
  const sorted = (key: string) => ({ key, sorter: true, sortOrder: order(key) });

  const columns: TableColumnsType<Application> = [
    {
      ...sorted('name'),
      title: t('field.application'),
      render: (_, application) => <Named application={application} />,
    },
    {
      key: 'state',
      title: t('field.state'),
      render: (_, { status }) => (
        <div className={styles.state}>
          <StateLabel state={status.state} />
          <FirstProblem status={status} />
        </div>
      ),
    },
    {
      key: 'ready',
      title: t('field.services'),
      render: (_, { status }) => <ReadyCount ready={status.ready} total={status.total} />,
    },
    { key: 'urls', title: t('field.address'), render: (_, { status }) => <Urls urls={status.urls ?? []} /> },
    {
      ...sorted('updated_at'),
      title: t('field.updated'),
      responsive: ['xl'],
      render: (_, row) => <When at={row.updated_at} />,
    },
  ];
  if (ofPlatform) {
    columns.splice(1, 0, {
      key: 'tenant',
      title: t('field.tenant'),
      dataIndex: 'tenant_name',
      responsive: ['lg'],
    });
  }
  if (may('application.publish')) {
    columns.push({
      key: 'actions',
      align: 'end',
      render: (_, application) => <RowActions application={application} />,
    });
  }
  return columns;
}

function Named({ application }: { application: Application }) {
  return (
    <div className={styles.named}>
      <Link to={`/applications/${application.id}`}>{application.name}</Link>
      {application.description && <span className={styles.description}>{application.description}</span>}
    </div>
  );
}
