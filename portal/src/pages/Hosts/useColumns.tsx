import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Host } from '../../api/hosts';
import { PARTITION_LABEL, usePartitions } from '../../api/partitions';
import type { Column } from '../../components/DataTable';
import { Gauge } from '../../components/Gauge';
import { addressOf, isBad, labelsOf } from '../../components/hostMarks';
import { HostState } from '../../components/HostState';
import { When } from '../../components/When';

import styles from './Hosts.module.css';

const SHOWN_LABELS = 3;

/** The columns of the list of hosts. */
export function useColumns(): Column<Host>[] {
  const { t } = useTranslation();
  const partitions = usePartitions();
  const named = new Map(partitions.data?.items.map(({ id, name }) => [id, name]));
  return [
    { key: 'name', title: t('field.host'), sortable: true, render: (host) => <Name host={host} /> },
    { key: 'state', title: t('field.state'), sortable: true, render: (host) => <State host={host} /> },
    {
      key: 'role',
      title: t('field.role'),
      sortable: true,
      only: 'wide',
      render: ({ role }) => t(`hosts.role.${role}`),
    },
    {
      key: 'partition',
      title: t('field.partition'),
      render: ({ labels }) => {
        const id = labels[PARTITION_LABEL];
        const name = id === undefined ? undefined : named.get(id);
        return name ? <Link to={`/partitions/${id}`}>{name}</Link> : t('hosts.everybody');
      },
    },
    {
      key: 'cpu_percent',
      title: t('field.cpu'),
      sortable: true,
      render: ({ cpu_percent: percent, requested, allocatable }) => (
        <Gauge
          label={t('field.cpu')}
          what="cpu"
          percent={percent}
          taken={requested.cpu}
          of={allocatable.cpu}
        />
      ),
    },
    {
      key: 'memory_percent',
      title: t('field.memory'),
      sortable: true,
      render: ({ memory_percent: percent, requested, allocatable }) => (
        <Gauge
          label={t('field.memory')}
          what="memory"
          percent={percent}
          taken={requested.memory}
          of={allocatable.memory}
        />
      ),
    },
    {
      key: 'pods_percent',
      title: t('hosts.pods'),
      sortable: true,
      only: 'medium',
      render: ({ pods_percent: percent, requested, allocatable }) => (
        <Gauge
          label={t('hosts.pods')}
          what="pods"
          percent={percent}
          taken={requested.pods}
          of={allocatable.pods}
        />
      ),
    },
    {
      key: 'containers',
      title: t('hosts.running'),
      sortable: true,
      align: 'end',
      render: ({ name, containers }) => (
        <Link to={`/containers?host=${encodeURIComponent(name)}`}>{containers}</Link>
      ),
    },
    {
      key: 'version',
      title: t('hosts.version'),
      only: 'wide',
      render: ({ versions }) => versions.kubelet,
    },
    {
      key: 'created_at',
      title: t('hosts.since'),
      sortable: true,
      only: 'wide',
      render: ({ created_at: at }) => at && <When at={at} />,
    },
  ];
}

function Name({ host }: { host: Host }) {
  const labels = labelsOf(host, true);
  const more = labels.length - SHOWN_LABELS;
  return (
    <div className={styles.name}>
      <Link to={`/hosts/${encodeURIComponent(host.name)}`}>{host.name}</Link>
      <span className={styles.faint}>{addressOf(host)}</span>
      {labels.length > 0 && (
        <span className={styles.labels}>
          {labels.slice(0, SHOWN_LABELS).map((label) => (
            <Link key={label} to={`?label=${encodeURIComponent(label)}`}>
              <Tag>{label}</Tag>
            </Link>
          ))}
          {more > 0 && <Tag>{`+${more}`}</Tag>}
        </span>
      )}
    </div>
  );
}

function State({ host }: { host: Host }) {
  const bad = host.conditions.filter((condition) => isBad(condition));
  return (
    <div className={styles.name}>
      <span>
        <HostState state={host.state} />
      </span>
      {bad.map(({ type, reason, message }) => (
        <span key={type} className={styles.faint} title={message}>
          {reason || type}
        </span>
      ))}
    </div>
  );
}
