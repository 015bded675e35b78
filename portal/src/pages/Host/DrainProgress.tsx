import { Alert, Button, Checkbox, Form, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { cancelDrain, isUnderWay, useDrain, type Drain, type DrainPod } from '../../api/hosts';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { FormDialog } from '../../components/FormDialog';
import { Section } from '../../components/Section';
import { ToneLabel } from '../../components/ToneLabel';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

import { asksFor, drainStateOf, inOrder, podStateOf, shareGone, TONES } from './drain';
import { DrainDialog } from './DrainDialog';
import styles from './Host.module.css';

/** How far the drain is that is under way, and what it waits for; of the last one, how it ended. */
export function DrainProgress({ host }: { host: string }) {
  const { t } = useTranslation();
  const { data: drain, error, refetch } = useDrain(host);
  if (error && !drain) {
    return (
      <Section title={t('hosts.drain.heading')}>
        <Failure error={error} retry={() => void refetch()} />
      </Section>
    );
  }
  if (!drain) return null;
  return (
    <Section
      title={t(isUnderWay(drain) ? 'hosts.drain.heading' : 'hosts.drain.last')}
      buttons={isUnderWay(drain) && <Buttons drain={drain} />}
    >
      <Content drain={drain} />
    </Section>
  );
}

function Buttons({ drain }: { drain: Drain }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<'change' | 'cancel' | null>(null);
  const close = () => setDialog(null);
  if (!may('host.manage')) return null;
  return (
    <>
      <Button onClick={() => setDialog('change')}>{t('hosts.drain.change')}</Button>
      <Button danger onClick={() => setDialog('cancel')}>
        {t('hosts.drain.cancel')}
      </Button>
      {dialog === 'change' && <DrainDialog host={drain.host} drain={drain} onClose={close} />}
      {dialog === 'cancel' && <CancelDialog name={drain.host} onClose={close} />}
    </>
  );
}

function CancelDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ uncordon: boolean }, Drain>
      title={t('hosts.drain.cancelTitle', { name })}
      submit={t('hosts.drain.cancel')}
      initial={{ uncordon: true }}
      run={({ uncordon }) => cancelDrain({ name, uncordon })}
      said={(_, { uncordon }) => t(uncordon ? 'said.drainCancelledOpen' : 'said.drainCancelled', { name })}
      stale={[keys.hosts]}
      onClose={onClose}
      danger
    >
      <p>{t('hosts.drain.cancelRule')}</p>
      <Form.Item name="uncordon" valuePropName="checked">
        <Checkbox>{t('hosts.drain.uncordon')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function Content({ drain }: { drain: Drain }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const { gone, to_go: all, started_by: by, started_at: at, ended_at: ended, problem } = drain;
  const state = drainStateOf(drain);
  const wanted = asksFor(drain);
  // One that has just begun knows no pods yet: no share of nothing, and not that there are none.
  const goes = isUnderWay(drain) && drain.pods.length > 0;
  const told = isUnderWay(drain) && !goes ? t('hosts.drain.looking') : t('hosts.drain.gone', { gone, all });
  return (
    <>
      <p className={styles.lead} role="status">
        {state && <ToneLabel tone={TONES[state]} text={t(`hosts.drain.state.${state}`)} state={state} />}{' '}
        {told} · {t('hosts.drain.by', { name: by })} <When at={ended ?? at} />
      </p>
      {goes && (
        <div className={styles.notice}>
          <Progress percent={shareGone(drain)} status="active" aria-label={t('hosts.drain.heading')} />
        </div>
      )}
      {problem && (
        <Alert
          className={styles.notice}
          type="warning"
          showIcon
          title={zh ? problem.message_zh : problem.message}
          description={zh ? problem.hint_zh : problem.hint}
        />
      )}
      {isUnderWay(drain) && (wanted.force || wanted.localData) && (
        <Alert className={styles.notice} type="warning" showIcon title={t('hosts.drain.needsConsent')} />
      )}
      {goes && <Pods pods={inOrder(drain.pods)} />}
    </>
  );
}

function Pods({ pods }: { pods: DrainPod[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.list}>
      <DataTable<DrainPod>
        label={t('hosts.drain.pods')}
        rows={pods}
        rowKey={({ namespace, name }) => `${namespace}/${name}`}
        empty={t('hosts.drain.looking')}
        columns={[
          {
            key: 'pod',
            title: t('hosts.pods'),
            render: ({ namespace, name, controller }) => (
              <span className={styles.pod}>
                <span>{`${namespace}/${name}`}</span>
                <span className={styles.faint}>{controller}</span>
              </span>
            ),
          },
          { key: 'state', title: t('field.state'), render: (pod) => <PodStateLabel pod={pod} /> },
          { key: 'reason', title: t('hosts.reason'), render: (pod) => <Reason pod={pod} /> },
        ]}
      />
    </div>
  );
}

function PodStateLabel({ pod }: { pod: DrainPod }) {
  const { t } = useTranslation();
  const state = podStateOf(pod);
  if (!state) return pod.state;
  return <ToneLabel tone={TONES[state]} text={t(`hosts.drain.pod.${state}`)} state={state} />;
}

function Reason({ pod: { reason } }: { pod: DrainPod }) {
  const zh = useLanguage() === 'zh';
  if (!reason) return null;
  return (
    <span className={styles.reason}>
      <span>{zh ? reason.message_zh : reason.message}</span>
      <span className={styles.faint}>{zh ? reason.hint_zh : reason.hint}</span>
    </span>
  );
}
