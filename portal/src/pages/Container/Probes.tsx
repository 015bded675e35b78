import { useTranslation } from 'react-i18next';

import type { Probe } from '../../api/containers';
import { DataTable } from '../../components/DataTable';
import { When } from '../../components/When';

import styles from './Container.module.css';

/** What is asked of the container, how it answers, and when it failed last. */
export function Probes({ probes }: { probes: Probe[] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('field.probes')}</h2>
      <DataTable<Probe>
        label={t('field.probes')}
        rows={probes}
        rowKey={({ kind }) => kind}
        empty={t('container.noProbes')}
        columns={[
          { key: 'kind', title: t('field.kind'), render: ({ kind }) => t(`container.probe.${kind}`) },
          {
            key: 'state',
            title: t('field.state'),
            render: ({ state }) => (
              <span className={styles.probe} data-probe={state}>
                {t(`container.probeState.${state}`)}
              </span>
            ),
          },
          { key: 'check', title: t('container.check'), render: ({ check }) => <code>{check}</code> },
          {
            key: 'every',
            title: t('container.every'),
            render: (probe) =>
              t('container.period', {
                period: probe.period_seconds,
                timeout: probe.timeout_seconds,
                failures: probe.failure_threshold,
              }),
          },
          {
            key: 'failure',
            title: t('container.lastFailure'),
            render: ({ last_failure: failure }) =>
              failure && (
                <span className={styles.two}>
                  <When at={failure.time} />
                  <span className={styles.meta}>{failure.message}</span>
                </span>
              ),
          },
        ]}
      />
    </section>
  );
}
