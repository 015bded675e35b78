import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../components/Icon';

import styles from './Editor.module.css';

interface Props {
  /** What the words are, for those who do not see the label. */
  label: string;
  value?: string[] | null;
  onChange?: (words: string[] | null) => void;
}

/** The words of a command, one a row, so that nobody has to think about quotes. None at all is null: as the image says. */
export function Words({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  const words = value ?? [];
  const change = (changed: string[]) => onChange?.(changed.length > 0 ? changed : null);
  return (
    <div className={styles.rows}>
      {words.map((word, index) => (
        <div key={index} className={styles.word}>
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 12 }}
            spellCheck={false}
            className={styles.code}
            aria-label={t('editor.wordOf', { label, number: index + 1 })}
            value={word}
            onChange={(event) => change(words.with(index, event.target.value))}
          />
          <Button
            type="text"
            icon={<Icon name="remove" />}
            aria-label={t('editor.removeWord', { label, number: index + 1 })}
            onClick={() => change(words.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button type="dashed" icon={<Icon name="plus" />} onClick={() => change([...words, ''])}>
        {t('editor.addWord')}
      </Button>
    </div>
  );
}
