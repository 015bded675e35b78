import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '../../api/session';
import type { Volume, VolumeState } from '../../api/volumes';
import styles from '../../components/Cells.module.css';
import type { Column } from '../../components/DataTable';
import { useReasonText } from '../../components/reason';
import { ToneLabel, type Tone } from '../../components/ToneLabel';
import { When } from '../../components/When';

import { Fullness } from './Fullness';

const TONES: Record<VolumeState, Tone> = {
  pending: 'busy',
  bound: 'good',
  growing: 'busy',
  lost: 'bad',
  deleting: 'held',
};
const FAILING: readonly string[] = [
  'class_missing',
  'class_unset',
  'provisioning_failed',
  'lost',
  'resize_failed',
];

export type Asked = 'grow' | 'delete';

interface Props {
  ofPlatform: boolean;
  onAsk: (what: Asked, volume: Volume) => void;
}

/** The columns of the list of volumes. */
export function useColumns({ ofPlatform, onAsk }: Props): Column<Volume>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('volumes.name'),
      sortable: true,
      render: ({ name, storage_class: of, access }) => (
        <span className={styles.two}>
          <span className={styles.name}>{name}</span>
          <span className={styles.meta}>
            {of ?? t('volumes.noClass')} · {t(`volumes.access.${access}`)}
          </span>
        </span>
      ),
    },
    ...(ofPlatform
      ? [
          {
            key: 'tenant_name',
            title: t('field.tenant'),
            sortable: true,
            render: (volume: Volume) => volume.tenant_name,
          },
        ]
      : []),
    { key: 'size', title: t('volumes.size'), sortable: true, render: (row) => <Fullness volume={row} /> },
    { key: 'state', title: t('field.state'), sortable: true, render: (row) => <State volume={row} /> },
    { key: 'used_by', title: t('volumes.usedBy'), render: (row) => <Users volume={row} /> },
    {
      key: 'created_at',
      title: t('field.created'),
      sortable: true,
      only: 'medium',
      render: ({ created_at: at }) => <When at={at} />,
    },
    { key: 'actions', align: 'end', render: (row) => <Actions volume={row} onAsk={onAsk} /> },
  ];
}

function State({ volume: { state, reason } }: { volume: Volume }) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  const fails = reason !== null && FAILING.includes(reason.code);
  const said = reason && textOf(reason);
  return (
    <span className={styles.two}>
      <ToneLabel tone={fails ? 'bad' : TONES[state]} text={t(`volumes.state.${state}`)} state={state} />
      {said && <span className={styles.meta}>{said.message}</span>}
      {said?.hint && <span className={styles.meta}>{said.hint}</span>}
    </span>
  );
}

/** Services that are configured with it, else the pods that have it. */
function Users({ volume: { used_by: services, pods, used } }: { volume: Volume }) {
  const { t } = useTranslation();
  if (!used) return <span className={styles.meta}>{t('volumes.unused')}</span>;
  if (services.length === 0) return <span className={styles.meta}>{pods.join(', ')}</span>;
  return (
    <span className={styles.two}>
      {services.map((use) => (
        <span key={use.service_id} className={styles.two}>
          <Link to={`/applications/${use.application_id}/services/${use.service_id}`}>
            {use.application_name}/{use.service_name}
          </Link>
          <span className={styles.meta}>
            {use.mount_path}
            {use.read_only && ` · ${t('volumes.readOnly')}`}
            {!use.published && ` · ${t('volumes.notPublished')}`}
          </span>
        </span>
      ))}
    </span>
  );
}

function Actions({ volume, onAsk }: { volume: Volume; onAsk: Props['onAsk'] }) {
  const { t } = useTranslation();
  const may = useMay();
  const { name, state, expandable, used_by: services, pods } = volume;
  if (!may('volume.manage') || state === 'deleting') return null;
  const inUse = pods.length > 0 || services.some(({ published }) => published);
  return (
    <div className={styles.actions}>
      {expandable && state !== 'lost' && (
        <Button size="small" aria-label={t('volumes.growOf', { name })} onClick={() => onAsk('grow', volume)}>
          {t('volumes.grow')}
        </Button>
      )}
      <Button
        size="small"
        danger
        disabled={inUse}
        title={inUse ? t('volumes.inUse') : ''}
        aria-label={t('volumes.deleteOf', { name })}
        onClick={() => onAsk('delete', volume)}
      >
        {t('action.delete')}
      </Button>
    </div>
  );
}
