import { Button, Form, Input, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSets } from '../../api/configuration';
import { Icon } from '../../components/Icon';

import { useEditing } from './editing';
import styles from './Editor.module.css';
import { KeyRows } from './KeyRows';
import { orNull } from './values';

const AT = ['config', 'env_from'];

/** Variables out of configuration sets: all keys of one, or some. */
export function SetSources() {
  const { t } = useTranslation();
  const { application } = useEditing();
  const sets = useSets(application.id).data ?? [];
  return (
    <div>
      <h3 className={styles.heading}>{t('editor.fromSets')}</h3>
      <Form.List name={AT}>
        {(rows, { add, remove }, { errors }) => (
          <div className={styles.rows}>
            {rows.map((row) => (
              <Source key={row.key} index={row.name} onRemove={() => remove(row.name)} />
            ))}
            {rows.length === 0 && sets.length === 0 && <p className={styles.lead}>{t('editor.noSets')}</p>}
            {(rows.length > 0 || sets.length > 0) && (
              <Button
                type="dashed"
                icon={<Icon name="plus" />}
                onClick={() => add({ set: sets[0]?.name ?? '', prefix: '', keys: null })}
              >
                {t('editor.addSource')}
              </Button>
            )}
            <Form.ErrorList errors={errors} />
          </div>
        )}
      </Form.List>
    </div>
  );
}

function Source({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const { application } = useEditing();
  const sets = useSets(application.id).data ?? [];
  const form = Form.useFormInstance();
  const name = Form.useWatch<string | undefined>([...AT, index, 'set']);
  const keys = Form.useWatch<unknown>([...AT, index, 'keys'], { form, preserve: true });
  const some = Array.isArray(keys);
  const known = sets.find((set) => set.name === name)?.keys ?? [];
  const choose = (chosen: string) => {
    form.setFieldValue([...AT, index, 'keys'], chosen === 'some' ? [{ key: '', as: '' }] : null);
    if (chosen === 'some') form.setFieldValue([...AT, index, 'prefix'], '');
  };
  return (
    <div className={styles.card}>
      <div className={styles.source}>
        <Form.Item name={[index, 'set']} rules={[{ required: true, message: t('form.required') }]}>
          <Select
            aria-label={t('editor.set')}
            options={sets.map((set) => ({ value: set.name, label: set.name }))}
          />
        </Form.Item>
        <Form.Item>
          <Segmented
            aria-label={t('editor.whichKeys')}
            value={some ? 'some' : 'all'}
            onChange={choose}
            options={[
              { value: 'all', label: t('editor.allKeys') },
              { value: 'some', label: t('editor.someKeys') },
            ]}
          />
        </Form.Item>
        <Form.Item name={[index, 'prefix']} hidden={some} normalize={(value) => orNull(value) ?? ''}>
          <Input
            spellCheck={false}
            autoComplete="off"
            placeholder={t('editor.prefix')}
            aria-label={t('editor.prefix')}
          />
        </Form.Item>
        <Button
          type="text"
          icon={<Icon name="remove" />}
          aria-label={t('editor.removeSet', { set: name ?? '' })}
          onClick={onRemove}
        />
      </div>
      {some && (
        <KeyRows
          name={[index, 'keys']}
          keys={known.filter(({ text }) => text).map(({ key }) => key)}
          becomes={t('editor.asVariable')}
        />
      )}
    </div>
  );
}
