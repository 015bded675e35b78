import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePlatform, usePlatformHealth, type PlatformHealth, type Watch } from '../../api/platform';
import { DataTable } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { Section } from '../../components/Section';
import { ToneLabel, type Tone } from '../../components/ToneLabel';
import { usePageTitle } from '../../components/usePageTitle';
import { useLanguage } from '../../i18n/useLanguage';

import { amount, seconds, sizeOf } from './amounts';
import styles from './Health.module.css';

const TONES: Record<PlatformHealth['status'], Tone> = { ok: 'good', starting: 'busy', out_of_sight: 'bad' };

/** How well the answering process knows the cluster. */
export function HealthPage() {
  const { t } = useTranslation();
  const health = usePlatformHealth();
  const { data, error } = health;
  usePageTitle(t('nav.health'));
  if (error && !data) return <Failure error={error} retry={() => void health.refetch()} />;
  return (
    <>
      <PageHeader
        title={t('nav.health')}
        aside={
          data && (
            <ToneLabel
              tone={TONES[data.status]}
              text={t(`health.status.${data.status}`)}
              state={data.status}
            />
          )
        }
        below={<span className={panel.lead}>{t('health.lead')}</span>}
      />
      {error && <Outdated error={error} />}
      {data && data.status !== 'ok' && (
        <Alert className={styles.notice} type="warning" showIcon title={t(`health.hint.${data.status}`)} />
      )}
      <About health={data} />
      <div className={panel.panel}>
        <Watches watches={data?.watches} />
      </div>
    </>
  );
}

/** Not known yet: the lines keep their places while it is asked for. */
const PENDING = '…';

function About({ health }: { health: PlatformHealth | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const platform = usePlatform();
  const reachable = platform.data?.engine_reachable;
  return (
    <Section title={t('health.about')}>
      <Facts
        facts={[
          [t('health.version'), platform.data?.version ?? PENDING],
          [
            t('health.cluster'),
            reachable === undefined ? (
              <ToneLabel tone="idle" text={PENDING} />
            ) : (
              <ToneLabel
                tone={reachable ? 'good' : 'bad'}
                text={t(reachable ? 'health.answers' : 'health.silent')}
              />
            ),
          ],
          [t('health.objects'), health ? amount(health.objects, language) : PENDING],
          [t('health.bytes'), health ? sizeOf(health.bytes, language) : PENDING],
          [
            t('health.sync'),
            !health
              ? PENDING
              : health.sync_seconds === null
                ? t('health.notYet')
                : seconds(health.sync_seconds, language),
          ],
        ]}
      />
    </Section>
  );
}

function Watches({ watches }: { watches: Watch[] | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const number = (key: 'objects' | 'lists' | 'resumes' | 'events' | 'breaks', only?: 'medium' | 'wide') => ({
    key,
    title: t(`health.${key}`),
    align: 'end' as const,
    ...(only && { only }),
    render: (watch: Watch) => amount(watch[key], language),
  });
  return (
    <DataTable<Watch>
      label={t('health.watches')}
      rows={watches}
      rowKey={({ kind }) => kind}
      empty={t('health.none')}
      columns={[
        { key: 'kind', title: t('field.kind'), render: ({ kind }) => kind },
        {
          key: 'sight',
          title: t('field.state'),
          render: ({ in_sight: seen }) => (
            <ToneLabel tone={seen ? 'good' : 'bad'} text={t(seen ? 'health.inSight' : 'health.outOfSight')} />
          ),
        },
        number('objects'),
        {
          key: 'bytes',
          title: t('health.bytes'),
          align: 'end',
          only: 'medium',
          render: ({ bytes }) => sizeOf(bytes, language),
        },
        number('events'),
        number('lists', 'wide'),
        number('resumes', 'wide'),
        number('breaks'),
        {
          key: 'silent',
          title: t('health.silentFor'),
          align: 'end',
          render: ({ silent_seconds: silent }) => seconds(silent, language),
        },
        {
          key: 'lag',
          title: t('health.lag'),
          align: 'end',
          only: 'medium',
          render: ({ lag_seconds: lag }) => seconds(lag, language),
        },
      ]}
    />
  );
}
