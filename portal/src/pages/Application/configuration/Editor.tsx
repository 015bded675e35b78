import { Button, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Entry, Place, SetDetail } from '../../../api/configuration';
import { Icon } from '../../../components/Icon';
import { UnsavedGuard } from '../../../components/UnsavedGuard';

import styles from './Configuration.module.css';
import { ConfirmChange } from './ConfirmChange';
import { Conflict } from './Conflict';
import { EntryRow } from './EntryRow';
import { FileChoice } from './FileChoice';
import { isEdited, newRow, patchOf, problemsOf, rebased, rowsOf, type Row } from './rows';

/** The rows, and the version that they were made from; follows the server as long as nothing is typed. */
function useRows(set: SetDetail) {
  const [base, setBase] = useState(set);
  const [rows, setRows] = useState(() => rowsOf(set.entries));
  const startFrom = (from: SetDetail, anew: Row[] = rowsOf(from.entries)) => {
    setBase(from);
    setRows(anew);
  };
  const edited = isEdited(base.entries, rows);
  const newer = set.version > base.version;
  if (newer && !edited) startFrom(set);
  const put = (row: Row) => setRows((now) => now.map((one) => (one.id === row.id ? row : one)));
  const remove = ({ id }: Row) => setRows((now) => now.filter((one) => one.id !== id));
  const add = (key = '', entry: Entry = '') =>
    setRows((now) => {
      const known = key ? now.find((one) => one.key === key) : undefined;
      return known
        ? now.map((one) => (one === known ? { ...one, entry } : one))
        : [...now, newRow(key, entry)];
    });
  return { base, rows, edited, overtaken: newer && edited, startFrom, put, remove, add };
}

/** Where the entries of a set are changed. Nothing is sent before it was shown what that does. */
export function Editor({ place, set, inside }: { place: Place; set: SetDetail; inside: string }) {
  const { t } = useTranslation();
  const [saving, setSaving] = useState(false);
  const secret = set.kind === 'secret';
  const [shown, setShown] = useState(!secret);
  const { base, rows, edited, overtaken, startFrom, put, remove, add } = useRows(set);
  const problems = problemsOf(rows);
  const wanted = { entries: patchOf(base.entries, rows), version: base.version };
  const onTop = overtaken ? rebased(rows, base.entries, set.entries) : rows;
  return (
    <div className={styles.stack}>
      <UnsavedGuard when={edited} inside={inside} />
      {overtaken && (
        <Conflict
          place={place}
          version={base.version}
          now={set}
          mine={patchOf(set.entries, onTop)}
          onContinue={() => startFrom(set, onTop)}
          onDiscard={() => startFrom(set)}
        />
      )}
      {secret && (
        <label className={styles.bar}>
          <Switch
            size="small"
            checked={shown}
            onChange={setShown}
            aria-label={t('configuration.showValues')}
          />
          {t('configuration.showValues')}
        </label>
      )}
      {rows.length === 0 && <p className={styles.lead}>{t('configuration.noEntries')}</p>}
      <div className={styles.rows}>
        {rows.map((row) => (
          <EntryRow
            key={row.id}
            row={row}
            problem={problems.get(row.id)}
            hidden={!shown}
            onChange={put}
            onRemove={() => remove(row)}
          />
        ))}
      </div>
      <div className={styles.bar}>
        <Button type="dashed" icon={<Icon name="plus" />} onClick={() => add()}>
          {t('configuration.addEntry')}
        </Button>
        <FileChoice wordy label={t('configuration.addFiles')} onFile={add} />
        <span className={styles.end}>
          <Button disabled={!edited} onClick={() => startFrom(set)}>
            {t('configuration.undo')}
          </Button>
          <Button
            type="primary"
            disabled={!edited || overtaken || problems.size > 0}
            onClick={() => setSaving(true)}
          >
            {t('action.save')}
          </Button>
        </span>
      </div>
      {saving && (
        <ConfirmChange
          place={place}
          wanted={wanted}
          onDone={(done) => startFrom(done.set)}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
