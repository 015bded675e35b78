import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ManagedService } from '../../api/managed';
import { useConnections, type Connection } from '../../api/managedAccounts';
import { useMay } from '../../api/session';
import styles from '../../components/Cells.module.css';
import type { Column } from '../../components/DataTable';

import { ConnectDialog } from './ConnectDialog';
import { Created } from './Created';
import { DisconnectButton } from './DisconnectButton';
import { Listed } from './Listed';

/** The applications that are told by a configuration set how they get in. */
export function Connections({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const may = useMay();
  const connects = may('managed.manage') && may('application.write') && may('application.secrets');
  const connections = useConnections(service.id);
  const [connecting, setConnecting] = useState(false);
  const columns = useColumns(service, connects);
  return (
    <Listed<Connection>
      title={t('managed.tab.connections')}
      lead={t('connections.lead')}
      list={connections}
      columns={columns}
      rowKey={({ application_id: id }) => id}
      empty={t(connects ? 'connections.none' : 'connections.noneToManage')}
      add={connects && { label: t('connections.connect'), onClick: () => setConnecting(true) }}
    >
      {connecting && (
        <ConnectDialog
          service={service}
          connected={connections.data ?? []}
          onClose={() => setConnecting(false)}
        />
      )}
    </Listed>
  );
}

function useColumns(service: ManagedService, connects: boolean): Column<Connection>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'application',
      title: t('field.application'),
      render: ({ application_id: id, application_name: name }) => (
        <Link to={`/applications/${id}`}>{name}</Link>
      ),
    },
    {
      key: 'account',
      title: t('connections.account'),
      render: ({ username }) => username,
    },
    {
      key: 'set',
      title: t('connections.set'),
      render: ({ application_id: id, set, keys }) => (
        <span className={styles.two}>
          <Link to={`/applications/${id}/configuration/${set}`}>{set}</Link>
          <span className={styles.code}>{keys.join(' ')}</span>
        </span>
      ),
    },
    {
      key: 'used',
      title: t('connections.usedBy'),
      render: ({ used_by: names }) => names.join(', ') || t('connections.unused'),
    },
    {
      key: 'created',
      title: t('field.created'),
      only: 'medium',
      render: (connection) => <Created what={connection} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (connection) => connects && <DisconnectButton managedId={service.id} connection={connection} />,
    },
  ];
}
