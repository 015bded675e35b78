import { useTranslation } from 'react-i18next';

import { asApiError } from '../api/errors';

import { ErrorBody } from './ErrorBody';
import { Notice } from './Notice';
import styles from './Outdated.module.css';
import { useErrorText } from './useErrorText';

/** Above what was loaded before and could not be refreshed: that it may be old, and why. */
export function Outdated({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const shown = asApiError(error);
  const { message } = useErrorText()(shown);
  return (
    <div className={styles.outdated}>
      <Notice tone="warning" urgent title={t('error.outdated', { message })}>
        <ErrorBody error={shown} />
      </Notice>
    </div>
  );
}
