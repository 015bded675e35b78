import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { NumberItem } from '../../../components/NumberItem';
import { useEditing } from '../editing';
import styles from '../Editor.module.css';
import { ImageField } from '../image/ImageField';
import { Words } from '../Words';

const LONGEST_GRACE_SECONDS = 3600;

/** What the service is called, what it runs, and how long it may take to end. */
export function Basics() {
  const { t } = useTranslation();
  const { service } = useEditing();
  const required = [{ required: true, whitespace: true, message: t('form.required') }];
  return (
    <div className={styles.grid}>
      <Form.Item
        name="name"
        label={t('field.serviceName')}
        rules={service ? [] : required}
        extra={service ? t('editor.nameStays') : t('form.nameRule')}
      >
        <Input autoComplete="off" spellCheck={false} disabled={service !== null} />
      </Form.Item>
      <Form.Item name={['config', 'image']} label={t('field.image')} rules={required} className={styles.wide}>
        <ImageField />
      </Form.Item>
      <Form.Item
        name={['config', 'command']}
        label={t('field.command')}
        extra={t('editor.commandRule')}
        className={styles.whole}
      >
        <Words label={t('field.command')} />
      </Form.Item>
      <Form.Item
        name={['config', 'args']}
        label={t('editor.args')}
        extra={t('editor.argsRule')}
        className={styles.whole}
      >
        <Words label={t('editor.args')} />
      </Form.Item>
      <NumberItem
        name={['config', 'stop_grace_seconds']}
        label={t('editor.stopGrace')}
        extra={t('editor.stopGraceRule')}
        least={0}
        most={LONGEST_GRACE_SECONDS}
        required
        input={{ className: styles.full, suffix: t('editor.seconds') }}
      />
    </div>
  );
}
