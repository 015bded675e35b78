import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';

import { useContainers, type Container, type Service } from '../../../api/services';
import { Failure } from '../../../components/Failure';
import { When } from '../../../components/When';

import styles from './Tabs.module.css';

/** The service's containers as the cluster sees them. */
export default function Containers({ service, onLogs }: { service: Service; onLogs: (pod: string) => void }) {
  const { t } = useTranslation();
  const containers = useContainers(service.id);
  if (containers.error) return <Failure error={containers.error} retry={() => void containers.refetch()} />;
  return (
    <Table<Container>
      rowKey={({ pod, container }) => `${pod}/${container}`}
      size="small"
      loading={containers.isPending}
      pagination={false}
      dataSource={containers.data ?? []}
      locale={{ emptyText: t('containers.none') }}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t('field.container'),
          render: (_, { pod, image }) => (
            <span className={styles.container}>
              <strong>{pod}</strong>
              <code className={styles.code}>{image}</code>
            </span>
          ),
        },
        {
          title: t('field.state'),
          render: (_, { state, ready, reason }) => (
            <span className={styles.container}>
              <span>{t(`container.${state}`)}</span>
              <span className={styles.meta}>
                {reason ?? t(ready ? 'container.ready' : 'container.notReady')}
              </span>
            </span>
          ),
        },
        { title: t('field.revision'), dataIndex: 'revision' },
        { title: t('field.restarts'), dataIndex: 'restarts' },
        {
          title: t('field.host'),
          render: (_, { host, address }) => (
            <span className={styles.container}>
              <span>{host}</span>
              <span className={styles.meta}>{address}</span>
            </span>
          ),
        },
        { title: t('field.started'), render: (_, { started_at: at }) => at && <When at={at} /> },
        {
          align: 'end',
          render: (_, { pod }) => (
            <Button size="small" onClick={() => onLogs(pod)}>
              {t('tab.logs')}
            </Button>
          ),
        },
      ]}
    />
  );
}
