import { useTranslation } from 'react-i18next';

import styles from '../Editor.module.css';
import { OwnVariables } from '../OwnVariables';
import { ProvidedVariables } from '../ProvidedVariables';
import { SetSources } from '../SetSources';

/** What the containers find in their environment: from where, and which wins. */
export function Environment() {
  const { t } = useTranslation();
  return (
    <div className={styles.parts}>
      <p className={styles.lead}>{t('editor.envLead')}</p>
      <OwnVariables />
      <SetSources />
      <ProvidedVariables />
    </div>
  );
}
