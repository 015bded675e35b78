import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import {
  abortRollout,
  pauseRollout,
  resumeRollout,
  useContainers,
  type Container,
  type Rollout,
  type Service,
} from '../../api/services';
import { useMay } from '../../api/session';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

import { PodTable } from './PodTable';
import { RolloutLine } from './RolloutLine';
import styles from './RolloutPanel.module.css';

/** A rolling update: how far it is, pod by pod, and the ways to hold it and to return from it. */
export function RolloutPanel({ service }: { service: Service }) {
  const { t } = useTranslation();
  const { rollout } = service.status;
  const moving = rollout !== null && rollout !== undefined && !rollout.done && rollout.old > 0;
  if (!rollout || (!moving && !rollout.paused)) return <Hold service={service} />;
  return (
    <section className={styles.panel} aria-label={t('rollout.title')}>
      {rollout.paused && (
        <Alert
          type="warning"
          showIcon
          title={t('rollout.paused')}
          description={t(moving ? 'rollout.pausedLead' : 'rollout.pausedIdle')}
        />
      )}
      <RolloutLine status={service.status} />
      <Ways service={service} />
      {moving && <Pods service={service} rollout={rollout} />}
    </section>
  );
}

/** Before an update: it can be held back, so that another revision waits for a word. */
function Hold({ service }: { service: Service }) {
  const { t } = useTranslation();
  const may = useMay();
  const { pause } = useWays(service);
  if (!service.published || !may('application.write')) return null;
  return (
    <div>
      <Button size="small" loading={pause.isPending} onClick={() => pause.mutate(service.id)}>
        {t('rollout.hold')}
      </Button>
    </div>
  );
}

function Ways({ service }: { service: Service }) {
  const { t } = useTranslation();
  const may = useMay();
  const { modal } = useFeedback();
  const { pause, resume, abort } = useWays(service);
  const { rollout } = service.status;
  if (!rollout || !may('application.write')) return null;
  const ask = (number: number) =>
    modal.confirm({
      title: t('rollout.abortTitle', { name: service.name, number }),
      content: t('rollout.abortLead'),
      okText: t('rollout.abort'),
      okButtonProps: { danger: true },
      onOk: () => abort.mutate(service.id),
    });
  const { previous } = rollout;
  return (
    <div className={styles.ways}>
      {rollout.paused ? (
        <Button
          type="primary"
          size="small"
          loading={resume.isPending}
          onClick={() => resume.mutate(service.id)}
        >
          {t('rollout.resume')}
        </Button>
      ) : (
        <Button size="small" loading={pause.isPending} onClick={() => pause.mutate(service.id)}>
          {t('rollout.pause')}
        </Button>
      )}
      {typeof previous === 'number' && (
        <Button danger size="small" loading={abort.isPending} onClick={() => ask(previous)}>
          {t('rollout.abort')}
        </Button>
      )}
    </div>
  );
}

function useWays({ id, name }: Service) {
  const { t } = useTranslation();
  const stale = [keys.applications, keys.service(id)];
  return {
    pause: useAction({ run: pauseRollout, said: () => t('said.rolloutPaused', { name }), stale }),
    resume: useAction({ run: resumeRollout, said: () => t('said.rolloutResumed', { name }), stale }),
    abort: useAction({ run: abortRollout, said: () => t('said.rolloutAborted', { name }), stale }),
  };
}

/** Old and new pods; those of the new revision first. One that repeats an earlier revision has that one's pods. */
function Pods({ service, rollout }: { service: Service; rollout: Rollout }) {
  const { t } = useTranslation();
  const pods = useContainers(service.id);
  const isNew = ({ revision }: Container) => revision === (rollout.runs_as ?? rollout.revision);
  const rank = (row: Container) => (isNew(row) ? Number.MAX_SAFE_INTEGER : (row.revision ?? 0));
  const rows = pods.data && [...pods.data].sort((one, other) => rank(other) - rank(one));
  return (
    <PodTable
      label={t('rollout.pods')}
      tenant={service.tenant_id}
      rows={rows}
      side={{
        title: t('field.revision'),
        render: (row) =>
          isNew(row)
            ? t('rollout.new', { number: rollout.revision })
            : t('rollout.old', { number: row.revision ?? '–' }),
      }}
    />
  );
}
