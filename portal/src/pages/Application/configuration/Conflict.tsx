import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useChanges, type Patch, type Place, type SetDetail } from '../../../api/configuration';
import { Changes } from '../../../components/Changes';
import { ErrorNotice } from '../../../components/ErrorNotice';

import styles from './Configuration.module.css';
import { changesOf, shownChanges } from './rows';

interface Props {
  place: Place;
  /** The version that was edited. */
  version: number;
  /** What somebody else has saved meanwhile. */
  now: SetDetail;
  /** What the user's own entries change of it. */
  mine: Patch;
  onContinue: () => void;
  onDiscard: () => void;
}

/** Somebody else was faster: what they changed, what the user's own entries would change of it, and how to go on. */
export function Conflict({ place, version, now, mine, onContinue, onDiscard }: Props) {
  const { t } = useTranslation();
  const theirs = useChanges(place, version, now.version);
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('configuration.conflict.title', { by: now.updated_by, version: now.version })}
      description={
        <div className={styles.stack}>
          <span>{t('configuration.conflict.lead')}</span>
          <h3 className={styles.heading}>{t('configuration.conflict.theirs')}</h3>
          {theirs.error && <ErrorNotice error={theirs.error} />}
          {theirs.data && <Changes changes={shownChanges(theirs.data)} />}
          <h3 className={styles.heading}>{t('configuration.conflict.mine', { version: now.version })}</h3>
          <Changes changes={changesOf(now.kind, now.entries, mine)} />
          <span className={styles.bar}>
            <Button type="primary" onClick={onContinue}>
              {t('configuration.conflict.continue', { version: now.version })}
            </Button>
            <Button danger onClick={onDiscard}>
              {t('configuration.conflict.discard')}
            </Button>
          </span>
        </div>
      }
    />
  );
}
