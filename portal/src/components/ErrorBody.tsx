import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ApiError } from '../api/errors';

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
      <Typography.Text type="secondary" className={styles.origin}>
        <span>{code}</span>
        {requestId && (
          <Typography.Text
            type="secondary"
            copyable={{ text: requestId, tooltips: [t('action.copy'), t('action.copied')] }}
          >
            {t('error.requestId', { id: requestId })}
          </Typography.Text>
        )}
      </Typography.Text>
    </div>
  );
}
