import { Alert, Button, Skeleton } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { isUnderWay, setSchedulable, useDrain, useHost, type Host } from '../../api/hosts';
import { PARTITION_LABEL, usePartitions } from '../../api/partitions';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { HostState } from '../../components/HostState';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import { Section } from '../../components/Section';
import { useAction } from '../../components/useAction';
import { usePageTitle } from '../../components/usePageTitle';
import { When } from '../../components/When';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';

import { DrainDialog } from './DrainDialog';
import { DrainProgress } from './DrainProgress';
import { Events } from './Events';
import styles from './Host.module.css';
import { Marks } from './Marks';
import { RemoveDialog } from './RemoveDialog';
import { Conditions, Room } from './tables';

const OverTime = lazyPart(() => withTexts(['charts'], import('./OverTime')));

/** One host: how it is, what it has, what runs on it, and what an administrator can do about it. */
export function HostPage() {
  const { t } = useTranslation();
  const { host: name = '' } = useParams();
  const host = useHost(name);
  usePageTitle(name || t('field.host'));
  if (host.error && !host.data) return <Failure error={host.error} retry={() => void host.refetch()} />;
  if (!host.data) return <Skeleton active />;
  return (
    <>
      <Crumbs above={[{ to: '/hosts', label: t('nav.hosts') }]} here={name} />
      <Header host={host.data} />
      {host.error && <Outdated error={host.error} />}
      <Content host={host.data} />
    </>
  );
}

function Header({ host }: { host: Host }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'drain' | 'remove' | null>(null);
  const drain = useDrain(host.name);
  const { name, schedulable } = host;
  const change = useAction({
    run: setSchedulable,
    said: (_, { schedulable: to }) => t(to ? 'said.uncordoned' : 'said.cordoned', { name }),
    stale: [keys.hosts],
  });
  const close = () => setDialog(null);
  const draining = drain.data ? isUnderWay(drain.data) : host.state === 'draining';
  return (
    <>
      <PageHeader
        title={name}
        aside={<HostState state={host.state} />}
        actions={
          may('host.manage') && (
            <>
              <Button
                disabled={draining}
                title={t(schedulable ? 'hosts.cordonRule' : 'hosts.uncordonRule')}
                loading={change.isPending}
                onClick={() => change.mutate({ name, schedulable: !schedulable })}
              >
                {t(schedulable ? 'hosts.cordon' : 'hosts.uncordon')}
              </Button>
              {!draining && <Button onClick={() => setDialog('drain')}>{t('hosts.drain.start')}</Button>}
              <Button danger onClick={() => setDialog('remove')}>
                {t('hosts.remove')}
              </Button>
            </>
          )
        }
      />
      {dialog === 'drain' && <DrainDialog host={name} drain={null} onClose={close} />}
      {dialog === 'remove' && (
        <RemoveDialog host={host} onClose={close} onDone={() => void navigate('/hosts')} />
      )}
    </>
  );
}

const HINTED = ['unreachable', 'not_ready', 'unschedulable'] as const;

function Content({ host }: { host: Host }) {
  const { t } = useTranslation();
  const hinted = HINTED.find((state) => state === host.state);
  return (
    <>
      {hinted && (
        <Alert
          className={styles.notice}
          type={hinted === 'unschedulable' ? 'info' : 'warning'}
          showIcon
          title={t(`hosts.hint.${hinted}`)}
        />
      )}
      <DrainProgress host={host.name} />
      <div className={styles.columns}>
        <Section title={t('hosts.facts')}>
          <About host={host} />
        </Section>
        <Section title={t('hosts.room')}>
          <Room host={host} />
        </Section>
      </div>
      <Suspense fallback={<Skeleton active />}>
        <OverTime key={host.name} host={host.name} />
      </Suspense>
      <Section title={t('hosts.conditions')}>
        <Conditions host={host} />
      </Section>
      <Marks host={host} />
      <Section title={t('hosts.events')}>
        <Events host={host.name} />
      </Section>
    </>
  );
}

function About({ host }: { host: Host }) {
  const { t } = useTranslation();
  const partitions = usePartitions();
  const { name, versions, addresses } = host;
  const partition = partitions.data?.items.find(({ id }) => id === host.labels[PARTITION_LABEL]);
  return (
    <Facts
      facts={[
        [t('field.role'), t(`hosts.role.${host.role}`)],
        [
          t('field.partition'),
          partition ? <Link to={`/partitions/${partition.id}`}>{partition.name}</Link> : t('hosts.everybody'),
        ],
        [
          t('hosts.containers'),
          <Link key="c" to={`/containers?host=${encodeURIComponent(name)}`}>
            {t('hosts.containersOn', { number: host.containers })}
          </Link>,
        ],
        ...addresses.map(
          ({ type, address }) =>
            [
              t(`hosts.address.${type}`, { defaultValue: type }),
              <code key={address}>{address}</code>,
            ] as const,
        ),
        [t('hosts.kubelet'), versions.kubelet],
        [t('hosts.runtime'), versions.runtime],
        [t('hosts.kernel'), versions.kernel],
        [t('hosts.os'), [versions.os, versions.architecture].filter(Boolean).join(', ')],
        [t('hosts.since'), host.created_at && <When key="s" at={host.created_at} />],
      ]}
    />
  );
}
