import { Button, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../../components/Icon';

import { BinaryValue } from './BinaryValue';
import styles from './Configuration.module.css';
import { FileChoice } from './FileChoice';
import type { Problem, Row } from './rows';

interface Props {
  row: Row;
  problem: Problem | undefined;
  /** Values are typed unseen. */
  hidden: boolean;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

/** One entry: its key, and its value as text of any number of lines or as a file. */
export function EntryRow({ row, problem, hidden, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const described = useId();
  const { key } = row;
  return (
    <div className={styles.row}>
      <div>
        <Input
          aria-label={t('configuration.key')}
          placeholder={t('configuration.key')}
          spellCheck={false}
          autoComplete="off"
          value={key}
          // The value would have to be sent under the new key, and it is not known here.
          readOnly={row.entry === null}
          aria-invalid={problem !== undefined}
          aria-describedby={problem && described}
          {...(problem && { status: 'error' })}
          onChange={(event) => onChange({ ...row, key: event.target.value })}
        />
        {problem && (
          <span id={described} className={styles.problem}>
            {t(`configuration.problem.${problem}`)}
          </span>
        )}
      </div>
      <Value row={row} hidden={hidden} onChange={onChange} />
      <span className={styles.buttons}>
        <FileChoice
          label={t('configuration.fileFor', { key })}
          onFile={(name, entry) => onChange({ ...row, key: key || name, entry })}
        />
        <Button
          type="text"
          icon={<Icon name="remove" />}
          aria-label={t('configuration.remove', { key })}
          title={t('action.remove')}
          onClick={onRemove}
        />
      </span>
    </div>
  );
}

function Value({ row, hidden, onChange }: Pick<Props, 'row' | 'hidden' | 'onChange'>) {
  const { t } = useTranslation();
  const { key, entry, masked } = row;
  if (entry === null)
    return (
      <div className={styles.kept}>
        <code className={styles.code}>{masked}</code>
        <Button
          size="small"
          aria-label={t('configuration.replaceOf', { key })}
          onClick={() => onChange({ ...row, entry: '' })}
        >
          {t('configuration.replace')}
        </Button>
      </div>
    );
  if (typeof entry === 'object')
    return (
      <div className={styles.kept}>
        <BinaryValue name={key} base64={entry.base64} />
      </div>
    );
  return (
    <div>
      <Input.TextArea
        className={hidden ? styles.hidden : styles.code}
        aria-label={t('configuration.valueOf', { key })}
        placeholder={t('configuration.value')}
        spellCheck={false}
        autoComplete="off"
        autoSize={{ minRows: 1, maxRows: 14 }}
        value={entry}
        onChange={(event) => onChange({ ...row, entry: event.target.value })}
      />
      {masked !== undefined && (
        <Button type="link" size="small" onClick={() => onChange({ ...row, entry: null })}>
          {t('configuration.keep')}
        </Button>
      )}
    </div>
  );
}
