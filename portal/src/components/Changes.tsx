import { useTranslation } from 'react-i18next';

import type { Change } from '../api/applications';

import styles from './Changes.module.css';

interface Props {
  changes: readonly Change[];
  /** What people call a field; its own name is shown on top of it then. */
  nameOf?: (field: string) => string;
}

/** Differences, field by field: what it was, and what it becomes. */
export function Changes({ changes, nameOf }: Props) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className={styles.none}>{t('changes.none')}</p>;
  const ofServices = changes.some((change) => change.service !== null);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            {ofServices && <th>{t('field.service')}</th>}
            <th>{t('changes.field')}</th>
            <th>{t('changes.before')}</th>
            <th>{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.service ?? ''}.${change.field}`}>
              {ofServices && <td>{change.service}</td>}
              {nameOf ? <td title={change.field}>{nameOf(change.field)}</td> : <td>{change.field}</td>}
              <td>{change.before !== null && <del>{change.before}</del>}</td>
              <td>{change.after !== null && <ins>{change.after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
