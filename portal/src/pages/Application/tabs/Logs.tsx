import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { logAddress } from '../../../api/logs';
import { useContainers, type Service } from '../../../api/services';
import { Failure } from '../../../components/Failure';
import { LogLines } from '../../../components/LogLines';
import { KEPT_LINES, useLines } from '../../../components/useLines';

import styles from './Tabs.module.css';

/** The service's log, followed as it is written. */
export default function Logs({ service, pod: asked }: { service: Service; pod: string | null }) {
  const { t } = useTranslation();
  const containers = useContainers(service.id);
  const [pod, setPod] = useState(asked);
  const [follow, setFollow] = useState(true);
  const [previous, setPrevious] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const log = useLines(
    logAddress({ serviceId: service.id, pod, follow: follow && !previous, previous, tail: KEPT_LINES }),
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
      <LogLines lines={log.lines} follow={follow} label={t('tab.logs')} />
    </div>
  );
}
