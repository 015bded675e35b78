import { useTranslation } from 'react-i18next';

import { useHostEvents, type HostEvent } from '../../api/hosts';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { ToneLabel } from '../../components/ToneLabel';
import { When } from '../../components/When';

import styles from './Host.module.css';

/** What the cluster has noted about the host lately. */
export function Events({ host }: { host: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useHostEvents(host);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className={styles.list}>
      <DataTable<HostEvent>
        label={t('hosts.events')}
        rows={data?.items}
        rowKey={({ reason, message, source, first_at: at }) => [reason, message, source, at].join('\n')}
        empty={t('hosts.noEvents')}
        columns={[
          { key: 'time', title: t('field.time'), render: ({ last_at: at }) => at && <When at={at} /> },
          {
            key: 'type',
            title: t('field.kind'),
            render: ({ type, reason }) => (
              <ToneLabel tone={type === 'Warning' ? 'bad' : 'idle'} text={reason} state={type} />
            ),
          },
          { key: 'detail', title: t('field.detail'), render: ({ message }) => message },
          { key: 'count', title: t('hosts.times'), align: 'end', render: ({ count }) => count },
          { key: 'source', title: t('hosts.source'), only: 'medium', render: ({ source }) => source },
        ]}
      />
    </div>
  );
}
