import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { pageOfContainer } from '../../../api/containers';
import { useContainers, type Container, type Service } from '../../../api/services';
import { toneOf } from '../../../components/containerTone';
import { DataTable } from '../../../components/DataTable';
import { Failure } from '../../../components/Failure';
import { ToneLabel } from '../../../components/ToneLabel';
import { When } from '../../../components/When';

import styles from './Tabs.module.css';

/** The service's containers as the cluster sees them. */
export default function Containers({ service, onLogs }: { service: Service; onLogs: (pod: string) => void }) {
  const { t } = useTranslation();
  const containers = useContainers(service.id);
  if (containers.error) return <Failure error={containers.error} retry={() => void containers.refetch()} />;
  return (
    <div className={styles.stack}>
      <Link to={`/containers?service=${service.id}`}>{t('containers.withUsage')}</Link>
      <DataTable<Container>
        label={t('tab.containers')}
        rows={containers.data}
        empty={t('containers.none')}
        rowKey={({ pod, container }) => `${pod}/${container}`}
        columns={[
          {
            key: 'container',
            title: t('field.container'),
            render: ({ pod, container, image }) => (
              <span className={styles.container}>
                <Link to={pageOfContainer({ tenant_id: service.tenant_id, pod, container })}>{pod}</Link>
                <code className={styles.code}>{image}</code>
              </span>
            ),
          },
          {
            key: 'state',
            title: t('field.state'),
            render: ({ state, ready, reason }) => (
              <span className={styles.container}>
                <ToneLabel
                  tone={toneOf({
                    state,
                    ready,
                    reason,
                    explanation: ready ? null : (service.status.reason ?? null),
                  })}
                  text={t(
                    state === 'running' && !ready ? 'containers.notReady' : `containers.state.${state}`,
                  )}
                  state={state}
                />
                <span className={styles.meta}>{reason}</span>
              </span>
            ),
          },
          { key: 'revision', title: t('field.revision'), render: ({ revision }) => revision, align: 'end' },
          { key: 'restarts', title: t('field.restarts'), render: ({ restarts }) => restarts, align: 'end' },
          {
            key: 'host',
            title: t('field.host'),
            render: ({ host, address }) => (
              <span className={styles.container}>
                <span>{host}</span>
                <span className={styles.meta}>{address}</span>
              </span>
            ),
          },
          {
            key: 'started',
            title: t('field.started'),
            render: ({ started_at: at }) => (at ? <When at={at} /> : '–'),
          },
          {
            key: 'actions',
            align: 'end',
            render: ({ pod }) => (
              <Button size="small" onClick={() => onLogs(pod)}>
                {t('tab.logs')}
              </Button>
            ),
          },
        ]}
      />
    </div>
  );
}
