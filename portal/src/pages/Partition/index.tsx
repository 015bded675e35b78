import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { usePartition, type Partition } from '../../api/partitions';
import { useMay } from '../../api/session';
import { Crumbs } from '../../components/Crumbs';
import { Failure } from '../../components/Failure';
import { Gauge } from '../../components/Gauge';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { Section } from '../../components/Section';
import { usePageTitle } from '../../components/usePageTitle';

import { DeleteDialog, EditDialog } from './dialogs';
import { Grants } from './Grants';
import { Hosts } from './Hosts';
import styles from './Partition.module.css';

/** One partition: what its hosts have, who may use it, what is pinned to it. */
export function PartitionPage() {
  const { t } = useTranslation();
  const { partitionId = '' } = useParams();
  const partition = usePartition(partitionId);
  const { data, error } = partition;
  usePageTitle(data?.name ?? t('field.partition'));
  if (error && !data) return <Failure error={error} retry={() => void partition.refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      {error && <Outdated error={error} />}
      <Content partition={data} />
    </>
  );
}

function Content({ partition }: { partition: Partition }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const { name, description, services } = partition;
  return (
    <>
      <Crumbs above={[{ to: '/partitions', label: t('nav.partitions') }]} here={name} />
      <PageHeader
        title={name}
        aside={partition.display_name && <span className={panel.lead}>{partition.display_name}</span>}
        below={description && <span className={panel.lead}>{description}</span>}
        actions={
          may('partition.manage') && (
            <>
              <Button onClick={() => setDialog('edit')}>{t('action.edit')}</Button>
              <Button danger onClick={() => setDialog('delete')}>
                {t('action.delete')}
              </Button>
            </>
          )
        }
      />
      <Room partition={partition} />
      <Hosts partition={partition} />
      <Grants partition={partition} />
      <Section title={t('partitions.pinned')}>
        <p className={styles.lead}>{t('partitions.pinnedRule')}</p>
        {services.length === 0 ? (
          <span className={panel.lead}>{t('partitions.nonePinned')}</span>
        ) : (
          <ul className={styles.services}>
            {services.map((service) => (
              <li key={service}>{service}</li>
            ))}
          </ul>
        )}
      </Section>
      {dialog === 'edit' && <EditDialog partition={partition} onClose={close} />}
      {dialog === 'delete' && (
        <DeleteDialog partition={partition} onClose={close} onDone={() => void navigate('/partitions')} />
      )}
    </>
  );
}

const RESOURCES = ['cpu', 'memory', 'pods'] as const;

function Room({ partition: { hosts, room } }: { partition: Partition }) {
  const { t } = useTranslation();
  return (
    <Section title={t('hosts.room')}>
      {hosts.length === 0 && <span className={panel.lead}>{t('partitions.noRoom')}</span>}
      {hosts.length > 0 && !room && <span className={panel.lead}>{t('partitions.unknownRoom')}</span>}
      {room && hosts.length > 0 && (
        <div className={styles.room}>
          {RESOURCES.map((resource) => (
            <div key={resource}>
              <span className={panel.lead}>{t(`hosts.resource.${resource}`)}</span>
              <Gauge
                label={t(`hosts.resource.${resource}`)}
                what={resource}
                percent={room[`${resource}_percent`]}
                taken={room.requested[resource]}
                of={room.allocatable[resource]}
              />
            </div>
          ))}
        </div>
      )}
      {room && room.missing_hosts.length > 0 && (
        <Alert
          className={styles.notice}
          type="warning"
          showIcon
          title={t('partitions.missing', { hosts: room.missing_hosts.join(', ') })}
        />
      )}
    </Section>
  );
}
