import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { HostRoutes, Route } from '../../api/hostRoutes';
import type { Column } from '../../components/DataTable';
import { Icon, type IconName } from '../../components/Icon';
import { ToneLabel } from '../../components/ToneLabel';
import { When } from '../../components/When';

import styles from './HostRoutes.module.css';
import { AGENT_TONES, ROUTE_TONES, routeTo, type Network } from './matrix';
import { useRouteWords } from './words';

/** The host and its agent, then a column for each pod network. */
export function useColumns(networks: readonly Network[]): Column<HostRoutes>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'host',
      title: t('field.host'),
      sortable: true,
      render: (row) => (
        <span className={styles.stack}>
          <Link to={`/hosts/${encodeURIComponent(row.host)}`}>{row.host}</Link>
          <span className={styles.faint}>{row.networks.join(', ') || t('hostRoutes.noNetwork')}</span>
        </span>
      ),
    },
    {
      key: 'agent',
      title: t('hostRoutes.agent'),
      sortable: true,
      render: (row) => <Agent row={row} />,
    },
    ...networks.map((network): Column<HostRoutes> => ({
      key: `${network.host} ${network.network}`,
      title: `${network.host} ${network.network}`,
      render: (row) => <Cell from={row.host} network={network} route={routeTo(row, network)} />,
    })),
  ];
}

function Agent({ row }: { row: HostRoutes }) {
  const { t } = useTranslation();
  const { agent, mode, reported_at: at } = row;
  return (
    <span className={styles.stack}>
      <span>
        <ToneLabel tone={AGENT_TONES[agent]} text={t(`hostRoutes.agentState.${agent}`)} state={agent} />
      </span>
      {mode && (
        <span className={styles.faint}>
          {t(`hostRoutes.mode.${mode}`)}
          {row.cause && <Cause cause={row.cause} detail={row.cause_detail ?? ''} />}
        </span>
      )}
      {at && (
        <span className={styles.faint}>
          {t('hostRoutes.reported')} <When at={at} />
        </span>
      )}
    </span>
  );
}

const CAUSES = ['cni_device', 'covering_route', 'told', 'node_unknown'] as const;

function Cause({ cause, detail }: { cause: string; detail: string }) {
  const { t } = useTranslation();
  const known = CAUSES.find((one) => one === cause);
  return <>{`: ${known ? t(`hostRoutes.cause.${known}`, { detail }) : cause}`}</>;
}

const ICONS: Record<Route['state'], IconName> = {
  ok: 'check',
  missing: 'trouble',
  conflict: 'trouble',
  unreachable: 'trouble',
  duplicate: 'trouble',
  unknown: 'more',
};

interface CellProps {
  from: string;
  network: Network;
  route: Route | undefined;
}

function Cell({ from, network, route }: CellProps) {
  const { t } = useTranslation();
  const wordsOf = useRouteWords();
  if (!route)
    return <span className={styles.faint}>{from === network.host ? t('hostRoutes.own') : null}</span>;
  const words = wordsOf(route);
  return (
    <Tooltip title={words}>
      <span
        className={styles.cell}
        data-tone={ROUTE_TONES[route.state]}
        role="img"
        aria-label={`${from} → ${network.network}: ${words}`}
      >
        <Icon name={ICONS[route.state]} />
      </span>
    </Tooltip>
  );
}
