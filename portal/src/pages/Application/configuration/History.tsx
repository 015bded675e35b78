import { Button, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useChanges, useVersions, type Place, type SetVersion } from '../../../api/configuration';
import { useMay } from '../../../api/session';
import { Changes } from '../../../components/Changes';
import { DataTable, type Column } from '../../../components/DataTable';
import { Failure } from '../../../components/Failure';
import { When } from '../../../components/When';

import styles from './Configuration.module.css';
import { ConfirmChange } from './ConfirmChange';
import { shownChanges } from './rows';

/** The versions of a set, the newest first: compared with each other, and returned to. */
export default function History({ place }: { place: Place }) {
  const { t } = useTranslation();
  const versions = useVersions(place);
  if (versions.error) return <Failure error={versions.error} retry={() => void versions.refetch()} />;
  if (!versions.data) return <Skeleton active />;
  if (versions.data.length < 2)
    return (
      <div className={styles.stack}>
        <p className={styles.lead}>{t('configuration.oneVersion')}</p>
        <Versions place={place} versions={versions.data} />
      </div>
    );
  return <Compared place={place} versions={versions.data} />;
}

function Compared({ place, versions }: { place: Place; versions: SetVersion[] }) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<{ from: number; to: number } | null>(null);
  const newest = versions[0]?.number ?? 1;
  const { from, to } = pair ?? { from: versions[1]?.number ?? newest, to: newest };
  const changes = useChanges(place, from, to);
  const options = versions.map(({ number }) => ({
    value: number,
    label: t('configuration.versionNumber', { number }),
  }));
  const choice = (which: 'from' | 'to', value: number) => (
    <Select
      aria-label={t(`configuration.compare.${which}`)}
      className={styles.version}
      value={value}
      options={options}
      onChange={(number: number) => setPair({ from, to, [which]: number })}
    />
  );
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <span>{t('configuration.compare.title')}</span>
        {choice('from', from)}
        <span aria-hidden="true">→</span>
        {choice('to', to)}
      </div>
      {changes.error && <Failure error={changes.error} retry={() => void changes.refetch()} />}
      {(changes.data ?? from === to) && (
        <Changes changes={shownChanges(from === to ? [] : (changes.data ?? []))} />
      )}
      <Versions
        place={place}
        versions={versions}
        onCompare={(number, before) => setPair({ from: before, to: number })}
      />
    </div>
  );
}

interface VersionsProps {
  place: Place;
  versions: SetVersion[];
  onCompare?: (number: number, before: number) => void;
}

function Versions({ place, versions, onCompare }: VersionsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [restored, setRestored] = useState<number | null>(null);
  const before = ({ number }: SetVersion) => versions.find((one) => one.number < number)?.number;
  const columns: Column<SetVersion>[] = [
    {
      key: 'number',
      title: t('configuration.version'),
      render: ({ number, current }) => (
        <>
          {number} {current && <Tag color="success">{t('revision.current')}</Tag>}
        </>
      ),
    },
    {
      key: 'note',
      title: t('field.note'),
      render: ({ note, restored_from: from }) =>
        from ? t('configuration.restoredFrom', { number: from }) : note,
    },
    { key: 'entries', title: t('configuration.entries'), render: ({ keys }) => keys.length, align: 'end' },
    {
      key: 'by',
      title: t('configuration.changedThen'),
      render: ({ created_at: at, created_by: by }) => (
        <>
          <When at={at} /> · {by}
        </>
      ),
    },
    {
      key: 'actions',
      align: 'end',
      render: (version) => {
        const { number, current } = version;
        const earlier = before(version);
        return (
          <span className={styles.buttons}>
            {onCompare && earlier !== undefined && (
              <Button
                size="small"
                aria-label={t('configuration.changesOf', { number })}
                onClick={() => onCompare(number, earlier)}
              >
                {t('configuration.changes')}
              </Button>
            )}
            {!current && may('application.write') && (
              <Button
                size="small"
                aria-label={t('configuration.restoreOf', { number })}
                onClick={() => setRestored(number)}
              >
                {t('configuration.restore')}
              </Button>
            )}
          </span>
        );
      },
    },
  ];
  return (
    <>
      <DataTable
        label={t('configuration.history')}
        columns={columns}
        rows={versions}
        rowKey={({ number }) => String(number)}
        empty={t('configuration.oneVersion')}
      />
      {restored !== null && (
        <ConfirmChange place={place} wanted={{ restore: restored }} onClose={() => setRestored(null)} />
      )}
    </>
  );
}
