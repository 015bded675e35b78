import { useTranslation } from 'react-i18next';

import type { Application } from '../../api/applications';
import { Button } from '../../components/Button';
import { KeptFocus } from '../../components/KeptFocus';
import { usePublishing } from '../Application/usePublishing';

import styles from './Applications.module.css';

/** Publish what is a draft, restart or take down what runs. */
export function RowActions({ application }: { application: Application }) {
  const { t } = useTranslation();
  const { publish, confirmUnpublish, confirmRestart, busy } = usePublishing(application);
  const { state } = application.status;
  const going = state === 'unpublishing';
  return (
    <KeptFocus>
      {state === 'draft' ? (
        <Button small kind="ghost" loading={busy} onClick={publish}>
          {t('action.publish')}
        </Button>
      ) : (
        <span className={styles.actions}>
          <Button small disabled={going || busy} onClick={confirmRestart}>
            {t('action.restart')}
          </Button>
          <Button small loading={busy} disabled={going} onClick={confirmUnpublish}>
            {t('action.unpublish')}
          </Button>
        </span>
      )}
    </KeptFocus>
  );
}
