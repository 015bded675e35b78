import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { linesAddress, NOT_OFFERED, type LinesWanted } from '../../api/runtimeLog';
import { DownloadLink } from '../../components/DownloadLink';
import { Failure } from '../../components/Failure';
import filtersStyle from '../../components/Filters.module.css';
import { LogLines } from '../../components/LogLines';
import { PageHeader } from '../../components/PageHeader';
import panel from '../../components/Panel.module.css';
import { PeriodPicker } from '../../components/PeriodPicker';
import { SearchBox } from '../../components/SearchBox';
import { useFilters } from '../../components/useFilters';
import { useLines } from '../../components/useLines';
import { usePageTitle } from '../../components/usePageTitle';

import { NotOffered } from './NotOffered';
import styles from './RuntimeLog.module.css';
import { Sources } from './Sources';
import { isWord } from './words';

const NAMES = ['source', 'dir', 'since', 'until', 'q'] as const;
const FIRST_SOURCE = 'platform';

/** What the cluster and the platform themselves log. */
export function RuntimeLogPage() {
  const { t } = useTranslation();
  const { filters, change } = useFilters(NAMES);
  const { source = FIRST_SOURCE, dir, since, until, q } = filters;
  const [follow, setFollow] = useState(false);
  usePageTitle(t('nav.runtimeLog'));
  const wanted = { source, ...(since && { since }), ...(until && { until }), ...(q && { q }) };
  return (
    <>
      <PageHeader
        title={t('nav.runtimeLog')}
        below={<span className={panel.lead}>{t('runtimeLog.lead')}</span>}
        actions={<DownloadLink href={linesAddress(wanted, 'download')} label={t('runtimeLog.download')} />}
      />
      <div className={filtersStyle.bar} role="search">
        <SearchBox
          key={q ?? ''}
          label={t('runtimeLog.search')}
          value={q ?? ''}
          onSearch={(text) => change({ q: text })}
        />
        <PeriodPicker since={since} until={until} onChange={change} />
        <Button type={follow ? 'primary' : 'default'} onClick={() => setFollow(!follow)}>
          {t(follow ? 'runtimeLog.stop' : 'runtimeLog.follow')}
        </Button>
      </div>
      <div className={styles.split}>
        <Sources
          chosen={source}
          directory={dir}
          onSource={(chosen) => change({ source: chosen })}
          onDirectory={(chosen) => change({ dir: chosen ?? '' })}
        />
        <Reader wanted={wanted} follow={follow} />
      </div>
    </>
  );
}

function Reader({ wanted, follow }: { wanted: LinesWanted; follow: boolean }) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const log = useLines(linesAddress(wanted, follow ? 'follow' : 'read'), attempt);
  const again = () => setAttempt((before) => before + 1);
  return (
    <div className={styles.reader}>
      <div className={styles.head}>
        <strong className={styles.name}>
          {isWord(wanted.source) ? t(`runtimeLog.kind.${wanted.source}`) : wanted.source}
        </strong>
        <span className={panel.lead} role="status">
          {t(log.state === 'reading' && follow ? 'runtimeLog.following' : `logs.${log.state}`)}
        </span>
        <Button size="small" onClick={again}>
          {t('action.reload')}
        </Button>
      </div>
      {log.error?.detail.code === NOT_OFFERED && <NotOffered error={log.error} />}
      {log.error && log.error.detail.code !== NOT_OFFERED && <Failure error={log.error} retry={again} />}
      <LogLines lines={log.lines} follow label={t('nav.runtimeLog')} />
    </div>
  );
}
