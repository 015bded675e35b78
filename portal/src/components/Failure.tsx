import { useTranslation } from 'react-i18next';

import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import styles from './Failure.module.css';
import { Icon } from './Icon';

interface Props {
  error: unknown;
  retry?: () => void;
}

/** In place of what could not be loaded: what is wrong, what to do, and a way to try again. */
export function Failure({ error, retry }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.failure}>
      <ErrorNotice error={error} />
      {retry && (
        <Button icon={<Icon name="reload" />} onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}
