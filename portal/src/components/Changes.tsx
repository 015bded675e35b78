import { useTranslation } from 'react-i18next';

import type { Change } from '../api/applications';

import styles from './Changes.module.css';
import { useAmount } from './useAmount';

/** What a field is an amount of; where it is not in the group that names it, it may be anybody's variable. */
const AMOUNT =
  /(?:^|\.)(?:(?:resources|quota|plan|plans\[\d+\])\.(cpu|memory|storage)(?:_limit)?|volumes\[\w+\]\.(size))$/;

interface Props {
  changes: readonly Change[];
  /** What people call a field; its own name is shown on top of it then. */
  nameOf?: (field: string) => string;
}

/** Differences, field by field: what it was, and what it becomes. */
export function Changes({ changes, nameOf }: Props) {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const inWords = (field: string, value: string) => {
    const [, resource, size] = AMOUNT.exec(field) ?? [];
    const what = resource ?? size;
    return what ? amount(what, value) : value;
  };
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
              <td>{change.before !== null && <del>{inWords(change.field, change.before)}</del>}</td>
              <td>{change.after !== null && <ins>{inWords(change.field, change.after)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
