import { Button, Checkbox, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useContainers, type Service } from '../../../api/services';
import { Failure } from '../../../components/Failure';

import styles from './Tabs.module.css';
import { KEPT_LINES, useLog } from './useLog';

/** The service's log, followed as it is written. */
export default function Logs({ service, pod: asked }: { service: Service; pod: string | null }) {
  const { t } = useTranslation();
  const containers = useContainers(service.id);
  const [pod, setPod] = useState(asked);
  const [follow, setFollow] = useState(true);
  const [previous, setPrevious] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const log = useLog(
    { serviceId: service.id, pod, follow: follow && !previous, previous, tail: KEPT_LINES },
    attempt,
  );
  const again = () => setAttempt((before) => before + 1);
  return (
    <div className={styles.stack}>
      <div className={styles.logBar}>
        <Select
          className={styles.pod}
          aria-label={t('field.container')}
          value={pod ?? ''}
          onChange={(chosen: string) => setPod(chosen || null)}
          options={[
            { value: '', label: t('logs.allContainers') },
            ...(containers.data ?? []).map((container) => ({ value: container.pod, label: container.pod })),
          ]}
        />
        <Checkbox checked={follow} disabled={previous} onChange={(event) => setFollow(event.target.checked)}>
          {t('logs.follow')}
        </Checkbox>
        <Checkbox checked={previous} onChange={(event) => setPrevious(event.target.checked)}>
          {t('logs.previous')}
        </Checkbox>
        <Button size="small" onClick={again}>
          {t('action.reload')}
        </Button>
        <span className={styles.meta}>{t(`logs.${log.state}`)}</span>
      </div>
      {log.error && <Failure error={log.error} retry={again} />}
      <Lines lines={log.lines} follow={follow} />
    </div>
  );
}

/** Stays at the end while lines arrive, unless the reader has scrolled up to look at something. */
function Lines({ lines, follow }: { lines: string[]; follow: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current && follow && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);
  return (
    <pre
      ref={box}
      className={styles.log}
      role="log"
      aria-label={t('tab.logs')}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < clientHeight / 10;
      }}
    >
      {lines.length === 0 ? t('logs.empty') : lines.join('\n')}
    </pre>
  );
}
