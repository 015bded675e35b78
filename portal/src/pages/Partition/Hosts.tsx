import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useHosts } from '../../api/hosts';
import { assignHost, PARTITION_LABEL, unassignHost, type Partition } from '../../api/partitions';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Section } from '../../components/Section';
import { ToneLabel } from '../../components/ToneLabel';
import { useAction } from '../../components/useAction';

import styles from './Partition.module.css';

const CHOICES = 50;

/** The partition's hosts; taking one in or out moves nothing that runs. */
export function Hosts({ partition }: { partition: Partition }) {
  const { t } = useTranslation();
  const may = useMay();
  const { id, name, hosts, room } = partition;
  const stale = [keys.partitions, keys.hosts];
  const unassign = useAction({
    run: unassignHost,
    said: (_, { host }) => t('said.unassigned', { host, name }),
    stale,
  });
  const manages = may('partition.manage');
  return (
    <Section title={t('nav.hosts')} buttons={manages && may('host.read') && <Assign partition={partition} />}>
      <p className={styles.lead}>{t('partitions.hostsRule')}</p>
      <DataTable<string>
        label={t('nav.hosts')}
        rows={hosts}
        rowKey={(host) => host}
        empty={t(manages ? 'partitions.noHosts' : 'partitions.noHostsYet')}
        columns={[
          {
            key: 'name',
            title: t('field.host'),
            render: (host) =>
              may('host.read') ? <Link to={`/hosts/${encodeURIComponent(host)}`}>{host}</Link> : host,
          },
          {
            key: 'state',
            title: t('field.state'),
            render: (host) =>
              room?.missing_hosts.includes(host) ? (
                <ToneLabel tone="bad" text={t('partitions.away')} />
              ) : (
                <ToneLabel tone="good" text={t('partitions.there')} />
              ),
          },
          {
            key: 'actions',
            align: 'end',
            render: (host) =>
              manages && (
                <Button
                  size="small"
                  aria-label={t('partitions.takeOutOf', { host })}
                  loading={unassign.isPending && unassign.variables.host === host}
                  onClick={() => unassign.mutate({ id, host })}
                >
                  {t('partitions.takeOut')}
                </Button>
              ),
          },
        ]}
      />
    </Section>
  );
}

/** Finds hosts by name, however many there are; those of other partitions say so. */
function Assign({ partition: { id, name, hosts } }: { partition: Partition }) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useHosts({ page: 1, page_size: CHOICES, sort: 'name', ...(q && { q }) });
  const assign = useAction({
    run: assignHost,
    said: (_, { host }) => t('said.assigned', { host, name }),
    stale: [keys.partitions, keys.hosts],
    done: () => setChosen(null),
  });
  const options = (found.data?.items ?? [])
    .filter((host) => !hosts.includes(host.name))
    .map((host) => {
      const taken = host.labels[PARTITION_LABEL] !== undefined;
      const label = taken ? t('partitions.taken', { name: host.name }) : host.name;
      return { value: host.name, label, disabled: taken };
    });
  return (
    <div className={styles.add}>
      <Select<string>
        id="host-to-assign"
        className={styles.choice ?? ''}
        showSearch={{ filterOption: false, onSearch: setQ }}
        placeholder={t('partitions.chooseHost')}
        aria-label={t('partitions.chooseHost')}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
      <Button
        disabled={chosen === null}
        loading={assign.isPending}
        onClick={() => chosen !== null && assign.mutate({ id, host: chosen })}
      >
        {t('partitions.assign')}
      </Button>
    </div>
  );
}
