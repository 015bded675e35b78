import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Button } from './Button';
import styles from './Cells.module.css';
import { CopyButton } from './CopyButton';

const HIDDEN = '••••••••';

/** A text that others must not read over one's shoulder: copied without being shown, or shown on request. */
export function Secret({ of, text }: { of: string; text: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <span>
      <span className={styles.code}>{shown ? text : HIDDEN}</span>
      <CopyButton text={text} />
      <Button
        kind="link"
        small
        aria-label={t(shown ? 'managed.hideOf' : 'managed.showOf', { of })}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'managed.hide' : 'managed.show')}
      </Button>
    </span>
  );
}
