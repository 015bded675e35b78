import { useTranslation } from 'react-i18next';

import type { ApiError } from '../api/errors';

import { CopyButton } from './CopyButton';
import styles from './ErrorBody.module.css';
import { useErrorText } from './useErrorText';

/** What to do about an error, and the request id for whoever is asked for help. */
export function ErrorBody({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  const { hint } = useErrorText()(error);
  const { code, request_id: requestId } = error.detail;
  return (
    <div className={styles.body}>
      {hint && <div>{hint}</div>}
      <div className={styles.origin}>
        <span>{code}</span>
        {requestId && (
          <span>
            {t('error.requestId', { id: requestId })}
            <CopyButton text={requestId} />
          </span>
        )}
      </div>
    </div>
  );
}
