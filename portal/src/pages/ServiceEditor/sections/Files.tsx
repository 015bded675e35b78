import { AutoComplete, Button, Form, Input, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSets } from '../../../api/configuration';
import { Icon } from '../../../components/Icon';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { KeyRows } from '../KeyRows';
import type { FileRow } from '../rows';
import { orNull } from '../values';

const AT = ['config', 'files'];
const WAYS = ['all', 'some', 'one'] as const;
type Way = (typeof WAYS)[number];

/** Files out of configuration sets. */
export function Files() {
  const { t } = useTranslation();
  const { application } = useEditing();
  const sets = useSets(application.id).data ?? [];
  const first = { set: sets[0]?.name ?? '', mount_path: '', key: null, keys: null, mode: '0644' };
  return (
    <>
      <p className={styles.lead}>{t('editor.filesLead')}</p>
      <Form.List name={AT}>
        {(rows, { add, remove }, { errors }) => (
          <div className={styles.rows}>
            {rows.map((row) => (
              <Mount key={row.key} index={row.name} onRemove={() => remove(row.name)} />
            ))}
            {rows.length === 0 && sets.length === 0 && <p className={styles.lead}>{t('editor.noSets')}</p>}
            {(rows.length > 0 || sets.length > 0) && (
              <Button type="dashed" icon={<Icon name="plus" />} onClick={() => add(first)}>
                {t('editor.addFiles')}
              </Button>
            )}
            <Form.ErrorList errors={errors} />
          </div>
        )}
      </Form.List>
    </>
  );
}

const wayOf = (row: Partial<FileRow>): Way => {
  if (row.keys) return 'some';
  return row.key === null || row.key === undefined ? 'all' : 'one';
};

function Mount({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const { application } = useEditing();
  const sets = useSets(application.id).data ?? [];
  const form = Form.useFormInstance();
  const row = Form.useWatch<Partial<FileRow> | undefined>([...AT, index], { form, preserve: true }) ?? {};
  const way = wayOf(row);
  const known = (sets.find((set) => set.name === row.set)?.keys ?? []).map(({ key }) => key);
  const choose = (chosen: Way) =>
    form.setFieldValue([...AT, index], {
      ...row,
      key: chosen === 'one' ? '' : null,
      keys: chosen === 'some' ? [{ key: '', as: '' }] : null,
    });
  const required = [{ required: true, message: t('form.required') }];
  return (
    <div className={styles.card}>
      <div className={styles.mount}>
        <Form.Item name={[index, 'set']} label={t('editor.set')} rules={required}>
          <Select options={sets.map((set) => ({ value: set.name, label: set.name }))} />
        </Form.Item>
        <Form.Item
          name={[index, 'mount_path']}
          label={t(way === 'one' ? 'editor.filePath' : 'editor.directory')}
          rules={required}
        >
          <Input
            spellCheck={false}
            autoComplete="off"
            placeholder={way === 'one' ? '/etc/app/app.conf' : '/etc/app'}
          />
        </Form.Item>
        <Form.Item name={[index, 'mode']} label={t('editor.mode')} rules={required}>
          <Input spellCheck={false} autoComplete="off" />
        </Form.Item>
        <Button
          type="text"
          icon={<Icon name="remove" />}
          aria-label={t('editor.removeFiles', { path: row.mount_path ?? '' })}
          onClick={onRemove}
        />
      </div>
      <Form.Item label={t('editor.whichKeys')}>
        <Segmented<Way>
          aria-label={t('editor.whichKeys')}
          value={way}
          onChange={choose}
          options={WAYS.map((value) => ({ value, label: t(`editor.files.${value}`) }))}
        />
      </Form.Item>
      {way === 'one' && (
        <Form.Item
          name={[index, 'key']}
          label={t('editor.key')}
          rules={required}
          normalize={(key) => orNull(key) ?? ''}
        >
          <AutoComplete options={known.map((value) => ({ value }))} />
        </Form.Item>
      )}
      {way === 'some' && <KeyRows name={[index, 'keys']} keys={known} becomes={t('editor.asPath')} />}
    </div>
  );
}
