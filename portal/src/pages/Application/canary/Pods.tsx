import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { pageOfContainer } from '../../../api/containers';
import { useContainers, type Container, type Service } from '../../../api/services';
import { DataTable } from '../../../components/DataTable';
import { When } from '../../../components/When';

import styles from './Canary.module.css';

interface Row extends Container {
  tried: boolean;
}

/** The pods of a canary, and below them those of its service. */
export function Pods({ service, canary }: { service: Service; canary: Service }) {
  const { t } = useTranslation();
  const [tried, present] = [useContainers(canary.id), useContainers(service.id)];
  const rows: Row[] | undefined = tried.data &&
    present.data && [
      ...tried.data.map((row) => ({ ...row, tried: true })),
      ...present.data.map((row) => ({ ...row, tried: false })),
    ];
  return (
    <DataTable<Row>
      label={t('canary.pods')}
      rows={rows}
      rowKey={({ pod, container }) => `${pod}/${container}`}
      empty={t('rollout.noPods')}
      columns={[
        {
          key: 'pod',
          title: t('rollout.pod'),
          render: ({ pod, container }) => (
            <Link
              className={styles.code}
              to={pageOfContainer({ tenant_id: service.tenant_id, pod, container })}
            >
              {pod}
            </Link>
          ),
        },
        {
          key: 'side',
          title: t('canary.side'),
          render: (row) => (row.tried ? t('canary.new') : t('canary.old', { number: row.revision ?? '–' })),
        },
        {
          key: 'state',
          title: t('field.state'),
          render: ({ state, ready, reason }) =>
            reason ?? t(ready ? 'rollout.ready' : `rollout.state.${state}`),
        },
        { key: 'restarts', title: t('field.restarts'), render: ({ restarts }) => restarts },
        { key: 'started', title: t('field.started'), render: ({ started_at: at }) => at && <When at={at} /> },
      ]}
    />
  );
}
