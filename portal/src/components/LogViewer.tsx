import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { logAddress, type LogSource } from '../api/logs';

import { DownloadLink } from './DownloadLink';
import { Failure } from './Failure';
import { Icon } from './Icon';
import { matching } from './logLine';
import { LogLines } from './LogLines';
import styles from './LogViewer.module.css';
import { SearchBox } from './SearchBox';
import { KEPT_LINES, useLines } from './useLines';

interface Props {
  /** Of a service: whose log at first; a pod of null for those of all. */
  source: LogSource;
  /** Among which pods the reader may choose; without it, it stays at the one. */
  pods?: readonly string[];
  label: string;
}

/** How far back, and what the API calls it. */
const SINCE = { m5: '5m', h1: '1h', d1: '1d' } as const;
type Since = keyof typeof SINCE;

/** A log as it is written: of one container, or of all of a service with a colour for each. */
export function LogViewer({ source, pods, label }: Props) {
  const { t } = useTranslation();
  const [pod, setPod] = useState('place' in source ? source.place.pod : source.pod);
  const [follow, setFollow] = useState(true);
  const [previous, setPrevious] = useState(false);
  const [since, setSince] = useState<Since | ''>('');
  const [times, setTimes] = useState(false);
  const [wrap, setWrap] = useState(true);
  const [text, setText] = useState('');
  const [full, setFull] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const before = previous && pod !== null;
  const wanted = {
    source: 'place' in source ? source : { ...source, pod },
    previous: before,
    timestamps: times,
    since: since === '' ? null : SINCE[since],
  };
  const log = useLines(logAddress({ ...wanted, follow: follow && !before, tail: KEPT_LINES }), attempt);
  const again = () => setAttempt((number) => number + 1);
  const shown = matching(log.lines, text);
  return (
    <div
      className={styles.viewer}
      data-full={full}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setFull(false);
      }}
      role="presentation"
    >
      <div className={styles.bar}>
        {pods && (
          <Select
            className={styles.pod}
            aria-label={t('field.container')}
            value={pod ?? ''}
            onChange={(chosen: string) => setPod(chosen || null)}
            options={[
              { value: '', label: t('logs.allContainers') },
              ...pods.map((name) => ({ value: name, label: name })),
            ]}
          />
        )}
        <Select
          className={styles.since}
          aria-label={t('logs.since')}
          value={since}
          onChange={setSince}
          options={[
            { value: '' as const, label: t('logs.all') },
            ...(Object.keys(SINCE) as Since[]).map((value) => ({ value, label: t(`logs.last.${value}`) })),
          ]}
        />
        <SearchBox label={t('logs.search')} value={text} onSearch={setText} />
        <Checkbox checked={follow} disabled={before} onChange={(event) => setFollow(event.target.checked)}>
          {t('logs.follow')}
        </Checkbox>
        <Checkbox
          checked={before}
          disabled={pod === null}
          onChange={(event) => setPrevious(event.target.checked)}
        >
          {t('logs.previous')}
        </Checkbox>
        <Checkbox checked={wrap} onChange={(event) => setWrap(event.target.checked)}>
          {t('logs.wrap')}
        </Checkbox>
        <Checkbox checked={times} onChange={(event) => setTimes(event.target.checked)}>
          {t('logs.times')}
        </Checkbox>
        <span className={styles.buttons}>
          <Button icon={<Icon name="reload" />} onClick={again}>
            {t('action.reload')}
          </Button>
          <DownloadLink
            href={logAddress({ ...wanted, follow: false })}
            label={t('logs.download')}
            name={`${label}.log`}
          />
          <Button icon={<Icon name="full" />} onClick={() => setFull(!full)}>
            {t(full ? 'logs.leaveFull' : 'logs.full')}
          </Button>
        </span>
      </div>
      <div className={styles.meta}>
        <span role="status">{t(`logs.${log.state}`)}</span>
        {text !== '' && <span>{t('logs.matching', { shown: shown.length, total: log.lines.length })}</span>}
        {log.missed > 0 && <span>{t('logs.missed', { number: log.missed })}</span>}
        {log.dropped > 0 && <span>{t('logs.dropped', { number: log.dropped })}</span>}
      </div>
      {log.error && <Failure error={log.error} retry={again} />}
      {!(log.state === 'failed' && log.lines.length === 0) && (
        <LogLines
          lines={shown}
          follow={follow}
          label={label}
          merged={pod === null}
          wrap={wrap}
          empty={t(log.lines.length > 0 ? 'logs.noneMatches' : 'logs.empty')}
        />
      )}
    </div>
  );
}
