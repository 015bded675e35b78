import { Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import type { Service } from '../../api/services';
import { isProblem } from '../../components/reason';
import { ReadyCount } from '../../components/ReadyCount';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';

import { ReasonLine } from './ReasonLine';
import { ReasonPanel } from './ReasonPanel';
import { RolloutLine } from './RolloutLine';
import { ServiceActions, type Dialog } from './ServiceActions';
import styles from './ServiceTable.module.css';

interface Props {
  application: Application;
  services: readonly Service[];
  onDialog: (dialog: Dialog) => void;
}

/** The services with their live status; what is wrong with one stands open below it. */
export function ServiceTable({ application, services, onDialog }: Props) {
  const { t } = useTranslation();
  // What the user opened or closed by hand; everything else follows from whether there is a problem.
  const [byHand, setByHand] = useState<Record<string, boolean>>({});
  const ordered = [...services].sort((one, other) => one.status.wave - other.status.wave);
  const open = ordered.filter(({ id, status: { reason } }) => reason && (byHand[id] ?? isProblem(reason)));

  const columns: TableColumnsType<Service> = [
    {
      key: 'name',
      title: t('field.service'),
      render: (_, service) => (
        <Link className={styles.name} to={`/applications/${application.id}/services/${service.id}`}>
          {service.name}
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: (_, { status }) => (
        <div className={styles.state}>
          <StateLabel state={status.state} />
          <ReasonLine status={status} />
          <RolloutLine status={status} />
        </div>
      ),
    },
    {
      key: 'ready',
      title: t('field.replicas'),
      render: (_, { status, replicas }) => (
        <ReadyCount ready={status.ready} total={status.state === 'draft' ? replicas : status.desired} />
      ),
    },
    {
      key: 'image',
      title: t('field.image'),
      render: (_, { config, revision }) => (
        <div className={styles.image}>
          <code>{config.image}</code>
          <span>{t('service.revision', { number: revision })}</span>
        </div>
      ),
    },
    {
      key: 'url',
      title: t('field.address'),
      responsive: ['lg'],
      render: (_, { status }) => <Urls urls={status.url ? [status.url] : []} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (_, service) => (
        <ServiceActions application={application} service={service} onDialog={onDialog} />
      ),
    },
  ];
  return (
    <Table
      rowKey="id"
      columns={columns}
      dataSource={ordered}
      pagination={false}
      scroll={{ x: 'max-content' }}
      expandable={{
        expandedRowKeys: open.map((service) => service.id),
        rowExpandable: ({ status }) => Boolean(status.reason),
        onExpand: (expanded, { id }) => setByHand((before) => ({ ...before, [id]: expanded })),
        expandedRowRender: ({ status }) => status.reason && <ReasonPanel reason={status.reason} />,
      }}
    />
  );
}
