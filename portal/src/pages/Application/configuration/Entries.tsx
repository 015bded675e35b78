import { useTranslation } from 'react-i18next';

import type { Entry, SetDetail } from '../../../api/configuration';
import { DataTable } from '../../../components/DataTable';

import { BinaryValue } from './BinaryValue';
import styles from './Configuration.module.css';

/** The entries of a set for those who only look; what they may not see arrives masked. */
export function Entries({ set }: { set: SetDetail }) {
  const { t } = useTranslation();
  return (
    <DataTable<[string, Entry]>
      label={t('configuration.entries')}
      rows={Object.entries(set.entries)}
      rowKey={([key]) => key}
      empty={t('configuration.noEntries')}
      columns={[
        {
          key: 'key',
          title: t('configuration.key'),
          render: ([key]) => <code className={styles.code}>{key}</code>,
        },
        {
          key: 'value',
          title: t('configuration.value'),
          render: ([key, entry]) =>
            typeof entry === 'string' ? (
              <code className={styles.code}>{entry}</code>
            ) : (
              <BinaryValue name={key} base64={entry.base64} />
            ),
        },
      ]}
    />
  );
}
