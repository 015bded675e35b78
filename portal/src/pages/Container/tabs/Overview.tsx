import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Condition, ContainerDetail, InitContainer, PodEvent, Run } from '../../../api/containers';
import { useMay } from '../../../api/session';
import { DataTable } from '../../../components/DataTable';
import { Facts } from '../../../components/Facts';
import { useReasonText } from '../../../components/reason';
import { ToneLabel } from '../../../components/ToneLabel';
import { useAmount } from '../../../components/useAmount';
import { When } from '../../../components/When';
import styles from '../Container.module.css';
import { LiveUsage } from '../LiveUsage';
import { Probes } from '../Probes';

/** How it is, how it came to be so, what it uses, and what the cluster noted about it. */
export function Overview({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  return (
    <div className={styles.sections}>
      {container.explanation && <Why container={container} />}
      <div className={styles.columns}>
        <section className={styles.section}>
          <h2>{t('container.summary')}</h2>
          <Summary container={container} />
        </section>
        <LiveUsage container={container} />
      </div>
      <section className={styles.section}>
        <h2>{t('container.history')}</h2>
        <Runs container={container} />
      </section>
      <Probes probes={container.probes} />
      {container.init_containers.length > 0 && <Before containers={container.init_containers} />}
      <Conditions conditions={container.conditions} />
      <Events container={container} />
    </div>
  );
}

function Why({ container: { explanation } }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  if (!explanation) return null;
  const { message, hint } = textOf(explanation);
  return (
    <section className={styles.why} role="note">
      <strong>{message}</strong>
      {hint && <p>{hint}</p>}
      {explanation.detail && <pre>{explanation.detail}</pre>}
      {(explanation.log ?? []).length > 0 && (
        <figure>
          <figcaption>{t('container.lastLines')}</figcaption>
          <pre>{(explanation.log ?? []).join('\n')}</pre>
        </figure>
      )}
    </section>
  );
}

function Summary({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  // Only the platform's staff has pages of hosts; others are shown what else of theirs runs there.
  const hosts = may('host.read') ? '/hosts/' : '/containers?host=';
  const words = useAmount();
  const amount = (of: string) => {
    const [asked, most] = [container.requests[of], container.limits[of]];
    return [words.amount(of, asked), most ? words.amount(of, most) : t('container.unlimited')].join(' / ');
  };
  return (
    <Facts
      facts={[
        [t('field.host'), container.host && <Link to={`${hosts}${container.host}`}>{container.host}</Link>],
        [t('container.address'), container.address],
        [t('field.image'), <code key="image">{container.image}</code>],
        [t('container.imageId'), container.image_id && <code>{container.image_id}</code>],
        [t('field.revision'), container.revision],
        [
          t('container.madeBy'),
          container.controller && `${container.controller.kind} ${container.controller.name}`,
        ],
        [t('field.restarts'), String(container.restarts)],
        [t('field.created'), <When key="created" at={container.created_at} />],
        [t('field.started'), container.started_at && <When at={container.started_at} />],
        [t('container.cpuBounds'), amount('cpu')],
        [t('container.memoryBounds'), amount('memory')],
      ]}
    />
  );
}

interface Phase {
  key: 'now' | 'before';
  run: Run;
}

function Runs({ container: { history } }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const rows: Phase[] = [
    { key: 'now', run: history.current },
    ...(history.last ? [{ key: 'before' as const, run: history.last }] : []),
  ];
  return (
    <DataTable<Phase>
      label={t('container.history')}
      rows={rows}
      rowKey={({ key }) => key}
      empty=""
      columns={[
        { key: 'run', title: t('container.run'), render: ({ key }) => t(`container.runs.${key}`) },
        {
          key: 'state',
          title: t('field.state'),
          render: ({ run }) => t(`containers.state.${run.state}`),
        },
        { key: 'reason', title: t('container.reason'), render: ({ run }) => <Reasoned run={run} /> },
        {
          key: 'from',
          title: t('field.started'),
          render: ({ run }) => run.started_at && <When at={run.started_at} />,
        },
        {
          key: 'to',
          title: t('container.finished'),
          render: ({ run }) => run.finished_at && <When at={run.finished_at} />,
        },
      ]}
    />
  );
}

function Reasoned({ run }: { run: Run }) {
  const { t } = useTranslation();
  const code = run.exit_code ?? null;
  return (
    <span className={styles.two}>
      <span>
        {[
          run.reason,
          code !== null && t('container.exitCode', { code }),
          run.signal && t('container.signal', { signal: run.signal }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {run.message && <span className={styles.meta}>{run.message}</span>}
    </span>
  );
}

function Before({ containers }: { containers: InitContainer[] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('container.init')}</h2>
      <DataTable<InitContainer>
        label={t('container.init')}
        rows={containers}
        rowKey={({ name }) => name}
        empty=""
        columns={[
          { key: 'name', title: t('field.container'), render: ({ name }) => name },
          { key: 'image', title: t('field.image'), render: ({ image }) => <code>{image}</code> },
          {
            key: 'state',
            title: t('field.state'),
            render: ({ current }) => t(`containers.state.${current.state}`),
          },
          {
            key: 'reason',
            title: t('container.reason'),
            render: ({ current }) => <Reasoned run={current} />,
          },
          { key: 'restarts', title: t('field.restarts'), render: ({ restarts }) => restarts },
        ]}
      />
    </section>
  );
}

function Conditions({ conditions }: { conditions: Condition[] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('container.conditions')}</h2>
      <DataTable<Condition>
        label={t('container.conditions')}
        rows={conditions}
        rowKey={({ type }) => type}
        empty={t('container.noConditions')}
        columns={[
          { key: 'type', title: t('container.condition'), render: ({ type }) => type },
          { key: 'status', title: t('field.state'), render: ({ status }) => status },
          {
            key: 'reason',
            title: t('container.reason'),
            render: ({ reason, message }) => [reason, message].filter(Boolean).join(': '),
          },
          {
            key: 'changed',
            title: t('container.changed'),
            render: ({ changed_at: at }) => at && <When at={at} />,
          },
        ]}
      />
    </section>
  );
}

function Events({ container: { events, events_complete: complete } }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('container.events')}</h2>
      {!complete && <p className={styles.meta}>{t('container.eventsIncomplete')}</p>}
      <DataTable<PodEvent>
        label={t('container.events')}
        rows={events}
        rowKey={({ time, reason, message }) => `${time} ${reason} ${message}`}
        empty={t('container.noEvents')}
        columns={[
          { key: 'time', title: t('field.time'), render: ({ time }) => <When at={time} /> },
          {
            key: 'reason',
            title: t('container.reason'),
            render: ({ type, reason }) => (
              <ToneLabel tone={type === 'Warning' ? 'bad' : 'idle'} text={reason} state={type} />
            ),
          },
          { key: 'message', title: t('field.detail'), render: ({ message }) => message },
          { key: 'count', title: t('container.count'), align: 'end', render: ({ count }) => count },
        ]}
      />
    </section>
  );
}
