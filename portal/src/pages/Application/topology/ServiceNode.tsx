import { type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Service } from '../../../api/services';
import { IconPath, type IconName } from '../../../components/Icon';
import { isTroubled } from '../../../components/reason';

import { NODE, type Point } from './layout';
import { pressed } from './press';
import styles from './Topology.module.css';
import { shortened } from './words';

const ICONS: Record<Service['status']['state'], IconName> = {
  draft: 'still',
  publishing: 'underway',
  running: 'afloat',
  degraded: 'trouble',
  unpublishing: 'lowering',
};
const MOST_LETTERS = 22;
const HANDLE = 9;

interface Props {
  service: Service;
  at: Point;
  users: readonly string[];
  /** While a line is drawn to it: whether it can end here. */
  target: 'possible' | 'refused' | null;
  onOpen: () => void;
  onFocus: () => void;
  onHover: (inside: boolean) => void;
  /** Null for those who only look. */
  handle: { onPress: () => void; onDraw: (event: PointerEvent) => void } | null;
}

/** One service: name, state, replicas; and the handle from which a dependency is drawn. */
export function ServiceNode({ service, at, users, target, onOpen, onFocus, onHover, handle }: Props) {
  const { t } = useTranslation();
  const { name, status, replicas, config } = service;
  // As in the list: the words say how far it is, colour and mark that something is wrong.
  const look = isTroubled(status) ? 'degraded' : status.state;
  const total = status.state === 'draft' ? replicas : status.desired;
  const others = config.depends_on ?? [];
  const shown = shortened(name, MOST_LETTERS);
  const count = `${status.ready}/${total}`;
  // What is read begins with what is seen, so that it can be asked for by voice.
  const label = [
    `${shown} ${t(`state.${status.state}`)} ${count}`,
    shown !== name && name,
    others.length > 0 && t('topology.dependsOn', { names: others.join(', ') }),
    users.length > 0 && t('topology.usedBy', { names: users.join(', ') }),
  ];
  return (
    <g transform={`translate(${at.x} ${at.y})`} data-state={look} data-target={target ?? undefined}>
      <g
        {...pressed(onOpen)}
        className={styles.node}
        aria-label={label.filter(Boolean).join('; ')}
        onFocus={onFocus}
        onPointerDown={(event) => event.stopPropagation()}
        onPointerEnter={() => onHover(true)}
        onPointerLeave={() => onHover(false)}
      >
        <title>{name}</title>
        <rect className={styles.card} width={NODE.width} height={NODE.height} />
        <text className={styles.name} x="14" y="25">
          {`${shown} `}
        </text>
        <g className={styles.mark} transform="translate(14 34) scale(0.66)">
          <IconPath name={ICONS[look]} />
        </g>
        <text className={styles.detail} x="36" y="47">
          {`${t(`state.${status.state}`)} `}
        </text>
        <text className={styles.detail} x={NODE.width - 20} y="47" textAnchor="end">
          {count}
        </text>
      </g>
      {handle && (
        <g
          {...pressed(handle.onPress)}
          className={styles.handle}
          aria-label={t('topology.add', { name })}
          onPointerDown={handle.onDraw}
        >
          <title>{t('topology.draw')}</title>
          <circle cx={NODE.width} cy={NODE.height / 2} r={HANDLE} />
          <path d={`M${NODE.width - 4} ${NODE.height / 2}h8m-4 -4v8`} />
        </g>
      )}
    </g>
  );
}
