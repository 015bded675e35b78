import { useTranslation } from 'react-i18next';

import type { Host } from '../../api/hosts';
import { DataTable } from '../../components/DataTable';
import { Gauge } from '../../components/Gauge';
import { isBad } from '../../components/hostMarks';
import { ToneLabel } from '../../components/ToneLabel';
import { useAmount } from '../../components/useAmount';
import { When } from '../../components/When';

import styles from './Host.module.css';

const RESOURCES = ['cpu', 'memory', 'pods'] as const;
type Resource = (typeof RESOURCES)[number];

/** What the host has, what pods can have of it, and what they have reserved. */
export function Room({ host }: { host: Host }) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const { capacity, allocatable, requested } = host;
  const percents = { cpu: host.cpu_percent, memory: host.memory_percent, pods: host.pods_percent };
  return (
    <>
      <DataTable<Resource>
        label={t('hosts.room')}
        rows={RESOURCES}
        rowKey={(resource) => resource}
        empty={t('list.nothingFound')}
        columns={[
          { key: 'what', title: t('metering.resource'), render: (one) => t(`hosts.resource.${one}`) },
          {
            key: 'capacity',
            title: t('hosts.capacity'),
            align: 'end',
            render: (one) => amount(one, capacity[one]),
          },
          {
            key: 'allocatable',
            title: t('hosts.allocatable'),
            align: 'end',
            render: (one) => amount(one, allocatable[one]),
          },
          {
            key: 'requested',
            title: t('hosts.requested'),
            render: (one) => (
              <Gauge
                label={t(`hosts.resource.${one}`)}
                what={one}
                percent={percents[one]}
                taken={requested[one]}
                of={allocatable[one]}
              />
            ),
          },
        ]}
      />
      <p className={styles.note}>{t('hosts.roomRule')}</p>
    </>
  );
}

/** What the host's kubelet says of it. */
export function Conditions({ host }: { host: Host }) {
  const { t } = useTranslation();
  return (
    <DataTable<Host['conditions'][number]>
      label={t('hosts.conditions')}
      rows={host.conditions}
      rowKey={({ type }) => type}
      empty={t('hosts.noConditions')}
      columns={[
        { key: 'type', title: t('hosts.condition'), render: ({ type }) => type },
        {
          key: 'status',
          title: t('field.state'),
          render: (condition) => (
            <ToneLabel tone={isBad(condition) ? 'bad' : 'good'} text={condition.status} />
          ),
        },
        {
          key: 'reason',
          title: t('hosts.reason'),
          render: ({ reason, message }) => (
            <span className={styles.reason}>
              <span>{reason}</span>
              <span className={styles.faint}>{message}</span>
            </span>
          ),
        },
        {
          key: 'since',
          title: t('hosts.conditionSince'),
          render: ({ since }) => since && <When at={since} />,
        },
      ]}
    />
  );
}
