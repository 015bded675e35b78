import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Schemas } from '../../../api/client';
import { useStorageClasses } from '../../../api/volumes';
import { Icon } from '../../../components/Icon';
import { quantity } from '../../../components/quantity';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { orNull } from '../values';

type ServiceVolume = Schemas['ServiceVolume'];

const AT = ['config', 'volumes'];
const NEW: ServiceVolume = {
  name: '',
  mount_path: '',
  size: '1Gi',
  storage_class: null,
  access: 'single',
  read_only: false,
};

/** Storage that outlives containers. */
export function Volumes() {
  const { t } = useTranslation();
  const { service } = useEditing();
  const form = Form.useFormInstance();
  const rows = Form.useWatch<ServiceVolume[] | undefined>(AT, { form, preserve: true }) ?? [];
  const stored = service?.config.volumes ?? [];
  const left = stored.filter(({ name }) => !rows.some((row) => row.name === name));
  return (
    <>
      <p className={styles.lead}>{t('editor.volumesLead')}</p>
      <Form.List name={AT}>
        {(items, { add, remove }, { errors }) => (
          <div className={styles.rows}>
            {items.map((item) => (
              <Volume
                key={item.key}
                index={item.name}
                stored={stored.find(({ name }) => name === rows[item.name]?.name)}
                onRemove={() => remove(item.name)}
              />
            ))}
            {left.length > 0 && (
              <Alert
                type="info"
                showIcon
                title={t('editor.volumesLeft', { names: left.map(({ name }) => name).join(', ') })}
              />
            )}
            <Button type="dashed" icon={<Icon name="plus" />} onClick={() => add(NEW)}>
              {t('editor.addVolume')}
            </Button>
            <Form.ErrorList errors={errors} />
          </div>
        )}
      </Form.List>
    </>
  );
}

interface VolumeProps {
  index: number;
  /** As it is now, where it is there already: its class and access stay, and it only grows. */
  stored: ServiceVolume | undefined;
  onRemove: () => void;
}

function Volume({ index, stored, onRemove }: VolumeProps) {
  const { t } = useTranslation();
  const number = index + 1;
  const classes = useStorageClasses().data ?? [];
  const usual = classes.find((one) => one.default);
  const required = { required: true, message: t('form.required') };
  const grows = {
    validator: (_: unknown, size: string) =>
      stored && quantity(size) < quantity(stored.size ?? '')
        ? Promise.reject(new Error(t('editor.volumeShrinks', { size: stored.size })))
        : Promise.resolve(),
  };
  return (
    <div className={styles.card} role="group" aria-label={t('editor.volumeNumber', { number })}>
      <div className={styles.mount}>
        <Form.Item name={[index, 'name']} label={t('editor.volumeName')} rules={[required]}>
          <Input autoComplete="off" spellCheck={false} placeholder="data" />
        </Form.Item>
        <Form.Item name={[index, 'mount_path']} label={t('editor.directory')} rules={[required]}>
          <Input autoComplete="off" spellCheck={false} placeholder="/var/lib/app" />
        </Form.Item>
        <Form.Item name={[index, 'size']} label={t('editor.volumeSize')} rules={[required, grows]}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Button
          type="text"
          icon={<Icon name="remove" />}
          aria-label={t('editor.removeVolume', { number })}
          onClick={onRemove}
        />
      </div>
      <div className={styles.two}>
        <Form.Item
          name={[index, 'storage_class']}
          label={t('editor.storageClass')}
          normalize={orNull}
          extra={stored && t('editor.volumeStays')}
        >
          <Select
            allowClear
            disabled={stored !== undefined}
            placeholder={usual ? t('editor.usualClass', { name: usual.name }) : t('editor.noUsualClass')}
            options={classes.map(({ name }) => ({ value: name, label: name }))}
          />
        </Form.Item>
        <Form.Item name={[index, 'access']} label={t('editor.access')}>
          <Select
            disabled={stored !== undefined}
            options={(['single', 'shared'] as const).map((value) => ({
              value,
              label: t(`editor.accessOf.${value}`),
            }))}
          />
        </Form.Item>
      </div>
      <Form.Item name={[index, 'read_only']} valuePropName="checked">
        <Checkbox>{t('editor.readOnly')}</Checkbox>
      </Form.Item>
    </div>
  );
}
