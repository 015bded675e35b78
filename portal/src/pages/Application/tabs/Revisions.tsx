import { Button, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '../../../api/query';
import { rollbackService, useRevisions, type Revision, type Service } from '../../../api/services';
import { useMay } from '../../../api/session';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { configDiff } from '../../../components/configDiff';
import { Failure } from '../../../components/Failure';
import { useFeedback } from '../../../components/feedback';
import { useAction } from '../../../components/useAction';
import { When } from '../../../components/When';

import styles from './Tabs.module.css';

/** The service's history, the newest first; any earlier revision can be returned to. */
export default function Revisions({ service }: { service: Service }) {
  const { t } = useTranslation();
  const may = useMay();
  const revisions = useRevisions(service.id);
  const back = useRollback(service);

  if (revisions.error) return <Failure error={revisions.error} retry={() => void revisions.refetch()} />;
  if (!revisions.data) return <Skeleton active />;
  const ordered = [...revisions.data].sort((one, other) => other.number - one.number);
  return (
    <div className={styles.stack}>
      {ordered.length > 1 && <Compared revisions={ordered} />}
      {ordered.map((revision, index) => (
        <article key={revision.number} className={styles.revision} data-current={revision.current}>
          <div className={styles.revisionHead}>
            <strong>{t('service.revision', { number: revision.number })}</strong>
            {revision.current && <Tag color="success">{t('revision.current')}</Tag>}
            <code className={styles.code}>{revision.config.image}</code>
            <span className={styles.meta}>
              {revision.created_by} · <When at={revision.created_at} />
            </span>
            <span>
              {!revision.current && may('application.write') && (
                <Button size="small" onClick={() => back(revision)}>
                  {t('revision.rollback')}
                </Button>
              )}
            </span>
          </div>
          {revision.rolled_back_to && (
            <p className={styles.lead}>{t('revision.rolledBackTo', { number: revision.rolled_back_to })}</p>
          )}
          {revision.note && <p className={styles.lead}>{revision.note}</p>}
          <Difference before={ordered[index + 1]} after={revision} />
        </article>
      ))}
    </div>
  );
}

/** What differs between any two; the newest and the one before it at first. */
function Compared({ revisions }: { revisions: readonly Revision[] }) {
  const { t } = useTranslation();
  const [pair, setPair] = useState({ from: revisions[1]?.number ?? 1, to: revisions[0]?.number ?? 1 });
  const config = (number: number) => revisions.find((one) => one.number === number)?.config ?? {};
  const options = revisions.map(({ number }) => ({
    value: number,
    label: t('service.revision', { number }),
  }));
  const choice = (which: 'from' | 'to') => (
    <Select
      aria-label={t(`revision.${which}`)}
      className={styles.choice}
      value={pair[which]}
      options={options}
      onChange={(number: number) => setPair({ ...pair, [which]: number })}
    />
  );
  return (
    <section className={styles.revision} aria-label={t('revision.compare')}>
      <div className={styles.revisionHead}>
        <strong>{t('revision.compare')}</strong>
        {choice('from')}
        <span aria-hidden="true">→</span>
        {choice('to')}
        <span />
      </div>
      <ConfigChanges changes={configDiff(config(pair.from), config(pair.to))} />
    </section>
  );
}

/** What a revision changed against the one before it. */
function Difference({ before, after }: { before: Revision | undefined; after: Revision }) {
  const { t } = useTranslation();
  if (!before) return <span className={styles.meta}>{t('revision.first')}</span>;
  return <ConfigChanges changes={configDiff(before.config, after.config)} />;
}

function useRollback(service: Service): (revision: Revision) => void {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { id, name } = service;
  const rollback = useAction({
    run: rollbackService,
    said: (_, { revision }) => t('said.rolledBack', { name, number: revision }),
    stale: [keys.applications, keys.service(id)],
  });
  return (revision) => {
    modal.confirm({
      title: t('confirm.rollback.title', { name, number: revision.number }),
      width: 'var(--sl-dialog-wide)',
      content: (
        <>
          <p>{t(service.published ? 'confirm.rollback.rolling' : 'confirm.rollback.draft')}</p>
          <ConfigChanges changes={configDiff(service.config, revision.config)} />
        </>
      ),
      okText: t('action.rollback'),
      onOk: () => rollback.mutate({ id, revision: revision.number }),
    });
  };
}
