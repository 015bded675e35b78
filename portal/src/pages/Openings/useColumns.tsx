import { useTranslation } from 'react-i18next';

import type { Opening, OpeningState } from '../../api/openings';
import { Breakable } from '../../components/Breakable';
import styles from '../../components/Cells.module.css';
import { CopyButton } from '../../components/CopyButton';
import type { Column } from '../../components/DataTable';
import { ToneLabel, type Tone } from '../../components/ToneLabel';
import { When } from '../../components/When';

import { OpeningActions } from './OpeningActions';

const TONES: Record<OpeningState, Tone> = {
  offered: 'busy',
  accepted: 'good',
  refused: 'idle',
  withdrawn: 'idle',
};

/** The columns of the list of openings; an address is of use until the opening ends. */
export function useColumns(): Column<Opening>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'service',
      title: t('field.service'),
      sortable: true,
      render: ({ application, service, address, closed_at: closed }) => (
        <span className={styles.two}>
          <span>{application === null ? service : `${application}/${service}`}</span>
          {closed === null && (
            <span className={styles.meta}>
              <span className={styles.code}>
                <Breakable text={address} />
              </span>
              <CopyButton text={address} />
            </span>
          )}
        </span>
      ),
    },
    { key: 'tenant', title: t('openings.giver'), sortable: true, render: ({ tenant }) => tenant },
    { key: 'receiver', title: t('openings.receiver'), sortable: true, render: ({ receiver }) => receiver },
    {
      key: 'ports',
      title: t('field.ports'),
      render: ({ ports }) => ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', '),
    },
    {
      key: 'state',
      title: t('field.state'),
      sortable: true,
      render: ({ state, in_force: inForce }) => (
        <span className={styles.two}>
          <ToneLabel
            tone={state === 'accepted' && !inForce ? 'held' : TONES[state]}
            text={t(`openings.state.${state}`)}
            state={state}
          />
          {state === 'accepted' && !inForce && (
            <span className={styles.meta}>{t('openings.notInForce')}</span>
          )}
        </span>
      ),
    },
    {
      key: 'offered_at',
      title: t('openings.offered'),
      sortable: true,
      only: 'medium',
      render: ({ offered_at: at }) => <When at={at} />,
    },
    { key: 'actions', align: 'end', render: (opening) => <OpeningActions opening={opening} /> },
  ];
}
