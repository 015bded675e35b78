import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { pageOfContainer } from '../../api/containers';
import type { Container } from '../../api/services';
import { DataTable } from '../../components/DataTable';
import { When } from '../../components/When';

import styles from './PodTable.module.css';

/** What a cluster gives as the reason of every start, which is none. */
const USUAL: readonly string[] = ['ContainerCreating', 'PodInitializing'];

interface Props<T extends Container> {
  label: string;
  tenant: string;
  rows: readonly T[] | undefined;
  /** What tells the old pods from the new ones. */
  side: { title: string; render: (row: T) => ReactNode };
}

/** The pods of a change under way: on which side of it each stands, and how it does. */
export function PodTable<T extends Container>({ label, tenant, rows, side }: Props<T>) {
  const { t } = useTranslation();
  return (
    <DataTable<T>
      label={label}
      rows={rows}
      rowKey={({ pod, container }) => `${pod}/${container}`}
      empty={t('rollout.noPods')}
      columns={[
        {
          key: 'pod',
          title: t('rollout.pod'),
          render: ({ pod, container }) => (
            <Link className={styles.code} to={pageOfContainer({ tenant_id: tenant, pod, container })}>
              {pod}
            </Link>
          ),
        },
        { key: 'side', ...side },
        {
          key: 'state',
          title: t('field.state'),
          render: ({ state, ready, reason }) =>
            (reason && !USUAL.includes(reason) ? reason : null) ??
            t(ready ? 'rollout.ready' : `rollout.state.${state}`),
        },
        { key: 'restarts', title: t('field.restarts'), align: 'end', render: ({ restarts }) => restarts },
        { key: 'started', title: t('field.started'), render: ({ started_at: at }) => at && <When at={at} /> },
      ]}
    />
  );
}
