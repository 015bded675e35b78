import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { CloudMachine } from '../../api/cloud';
import { useMay } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { ToneLabel } from '../../components/ToneLabel';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import styles from './CloudHosts.module.css';
import { hostOf, isStuck, TONES } from './machine';

export type MachineVerb = 'delete' | 'forget';

/** The columns of the list of machines. */
export function useColumns(ask: (machine: CloudMachine, verb: MachineVerb) => void): Column<CloudMachine>[] {
  const { t } = useTranslation();
  const manages = useMay()('cloud.manage');
  return [
    {
      key: 'name',
      title: t('cloud.machine.name'),
      sortable: true,
      render: ({ name, vm_id: vm, addresses }) => (
        <span className={styles.stack}>
          {name}
          <span className={styles.faint}>{[vm, ...addresses].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    { key: 'account', title: t('cloud.machine.account'), sortable: true, render: ({ account }) => account },
    {
      key: 'size',
      title: t('cloud.machine.size'),
      sortable: true,
      render: ({ size, image }) => (
        <span className={styles.stack}>
          {size}
          <span className={styles.faint}>{image}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: t('field.state'),
      sortable: true,
      render: (machine) => <State machine={machine} />,
    },
    {
      key: 'host',
      title: t('field.host'),
      sortable: true,
      render: (machine) => {
        const host = hostOf(machine);
        return host === null ? null : <Link to={`/hosts/${encodeURIComponent(host)}`}>{host}</Link>;
      },
    },
    {
      key: 'created_at',
      title: t('field.created'),
      sortable: true,
      only: 'medium',
      render: ({ created_at: at }) => <When at={at} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (machine) =>
        manages && (
          <>
            {isStuck(machine) && (
              <Button
                size="small"
                type="text"
                aria-label={t('cloud.forget.of', machine)}
                onClick={() => ask(machine, 'forget')}
              >
                {t('cloud.forget.action')}
              </Button>
            )}
            {machine.state !== 'deleting' && (
              <Button
                size="small"
                type="text"
                danger
                aria-label={t('cloud.machine.deleteOf', machine)}
                onClick={() => ask(machine, 'delete')}
              >
                {t('action.delete')}
              </Button>
            )}
          </>
        ),
    },
  ];
}

/** The state with why it is so and what to do; without a problem, what happens next. */
function State({ machine }: { machine: CloudMachine }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const { state, problem, join_until: until } = machine;
  return (
    <div className={`${styles.stack ?? ''} ${styles.why ?? ''}`}>
      <span>
        <ToneLabel tone={TONES[state]} text={t(`cloud.state.${state}`)} state={state} />
      </span>
      {problem ? (
        <>
          <span>{zh ? problem.message_zh : problem.message}</span>
          <span className={styles.faint}>{zh ? problem.hint_zh : problem.hint}</span>
        </>
      ) : (
        state !== 'joined' && <span className={styles.faint}>{t(`cloud.stateHint.${state}`)}</span>
      )}
      {state === 'booting' && until && (
        <span className={styles.faint}>
          {t('cloud.machine.until')} <When at={until} />
        </span>
      )}
    </div>
  );
}
