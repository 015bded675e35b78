import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';

import { isNotFound } from '../api/errors';

import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import styles from './Failure.module.css';
import { Icon } from './Icon';

interface Props {
  error: unknown;
  retry?: () => void;
}

/** In place of what could not be loaded: what is wrong, and a way to try again, or to where there is something. */
export function Failure({ error, retry }: Props) {
  const { t } = useTranslation();
  const [, list, ...within] = useLocation().pathname.split('/');
  const gone = isNotFound(error) && within.length > 0;
  return (
    <div className={styles.failure}>
      <ErrorNotice error={error} />
      {gone && <Link to={`/${list ?? ''}`}>{t('action.toList')}</Link>}
      {retry && !gone && (
        <Button icon={<Icon name="reload" />} onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}
