import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { pageOfContainer, type ContainerRow } from '../../api/containers';
import { useOfPlatform } from '../../api/session';
import cells from '../../components/Cells.module.css';
import { ContainerStateLabel } from '../../components/ContainerStateLabel';
import type { Column } from '../../components/DataTable';
import { useReasonText } from '../../components/reason';
import { UsageMeter } from '../../components/UsageMeter';
import { When } from '../../components/When';

import styles from './Containers.module.css';

/** The image without its registry and path, which the container's page has in full. */
const shortImage = (image: string) => image.slice(image.lastIndexOf('/') + 1);

export function useColumns(): Column<ContainerRow>[] {
  const { t } = useTranslation();
  return [
    { key: 'pod', title: t('field.container'), sortable: true, render: (row) => <Name row={row} /> },
    {
      key: 'application_name',
      title: t('containers.belongsTo'),
      sortable: true,
      render: (row) => <Owner row={row} />,
    },
    {
      key: 'host',
      title: t('field.host'),
      sortable: true,
      render: ({ host, address }) => (
        <span className={cells.two}>
          <span>{host ?? '–'}</span>
          <span className={styles.address}>{address}</span>
        </span>
      ),
    },
    {
      key: 'image',
      title: t('field.image'),
      sortable: true,
      only: 'wide',
      render: ({ image }) => (
        <code className={cells.code} title={image}>
          {shortImage(image)}
        </code>
      ),
    },
    { key: 'state', title: t('field.state'), sortable: true, render: (row) => <State row={row} /> },
    {
      key: 'restarts',
      title: t('field.restarts'),
      sortable: true,
      align: 'end',
      only: 'medium',
      render: ({ restarts }) => restarts,
    },
    { key: 'cpu', title: t('field.cpu'), sortable: true, render: (row) => <UsageMeter row={row} of="cpu" /> },
    {
      key: 'memory',
      title: t('field.memory'),
      sortable: true,
      render: (row) => <UsageMeter row={row} of="memory" />,
    },
    {
      key: 'created_at',
      title: t('containers.age'),
      sortable: true,
      only: 'medium',
      render: ({ created_at: at }) => (
        <span className={styles.age}>
          <When at={at} />
        </span>
      ),
    },
  ];
}

function Name({ row }: { row: ContainerRow }) {
  return (
    <span className={cells.two}>
      <Link to={pageOfContainer(row)} className={styles.name}>
        {row.pod}
      </Link>
      {row.container !== row.service_name && <span className={cells.meta}>{row.container}</span>}
    </span>
  );
}

/** Which application and service it is of, with the way there. */
function Owner({ row }: { row: ContainerRow }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const { application_id: application, service_id: service } = row;
  return (
    <span className={cells.two}>
      <span>
        {application ? (
          <Link to={`/applications/${application}`}>{row.application_name}</Link>
        ) : (
          (row.application_name ?? t('containers.noApplication'))
        )}
        {row.service_name && ' / '}
        {application && service ? (
          <Link to={`/applications/${application}/services/${service}/containers`}>{row.service_name}</Link>
        ) : (
          row.service_name
        )}
      </span>
      {ofPlatform && <span className={cells.meta}>{row.tenant_name}</span>}
    </span>
  );
}

/** The state, and in plain words why it is not better. */
function State({ row }: { row: ContainerRow }) {
  const textOf = useReasonText();
  const why = row.explanation ? textOf(row.explanation).message : row.reason;
  return (
    <span className={cells.two}>
      <span>
        <ContainerStateLabel row={row} />
      </span>
      {why && (
        <span className={cells.meta} title={row.reason ?? undefined}>
          {why}
        </span>
      )}
    </span>
  );
}
