import { useTranslation } from 'react-i18next';

import type { Reason } from '../../api/services';
import { isProblem, useReasonText } from '../../components/reason';

import styles from './ReasonPanel.module.css';

/** Why a service is not ready: in plain words, what to do, what the cluster said, and the last lines of its log. */
export function ReasonPanel({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  const { message, hint } = useReasonText()(reason);
  const log = reason.log ?? [];
  return (
    <div className={styles.panel} data-problem={isProblem(reason)} data-reason={reason.code}>
      <strong>{message}</strong>
      {hint && <p>{hint}</p>}
      {reason.detail && (
        <details>
          <summary>{t('reason.detail')}</summary>
          <pre>{reason.detail}</pre>
        </details>
      )}
      {log.length > 0 && (
        <figure>
          <figcaption>{t('reason.log')}</figcaption>
          <pre>{log.join('\n')}</pre>
        </figure>
      )}
    </div>
  );
}
