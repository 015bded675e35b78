import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useRevisions, type Service, type ServiceFile } from '../../api/services';
import { ConfigChanges } from '../../components/ConfigChanges';
import { configDiff } from '../../components/configDiff';

import styles from './Editor.module.css';

interface Props {
  service: Service;
  /** What was opened, what it is now, and the user's own changes on top of that. */
  before: ServiceFile;
  now: ServiceFile;
  onTop: ServiceFile;
  onContinue: () => void;
  onDiscard: () => void;
}

/** Somebody else was faster: what they changed, what one's own would change of it, and how to go on. */
export function Conflict({ service, before, now, onTop, onContinue, onDiscard }: Props) {
  const { t } = useTranslation();
  const revisions = useRevisions(service.id);
  const number = service.revision;
  const by = revisions.data?.find((one) => one.number === number)?.created_by ?? '…';
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className={styles.conflict}
      title={t('editor.conflict.title', { by, number })}
      description={
        <>
          <span>{t('editor.conflict.lead')}</span>
          <h3 className={styles.heading}>{t('editor.conflict.theirs')}</h3>
          <ConfigChanges changes={configDiff(before, now)} />
          <h3 className={styles.heading}>{t('editor.conflict.mine', { number })}</h3>
          <ConfigChanges changes={configDiff(now, onTop)} />
          <span className={styles.buttons}>
            <Button type="primary" onClick={onContinue}>
              {t('editor.conflict.continue', { number })}
            </Button>
            <Button danger onClick={onDiscard}>
              {t('editor.conflict.discard')}
            </Button>
          </span>
        </>
      }
    />
  );
}
