import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** The inputs of a partition, new or not. */
export function PartitionFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="name"
        label={t('partitions.name')}
        extra={t('form.nameRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="display_name" label={t('field.displayName')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="description" label={t('field.description')}>
        <Input.TextArea autoSize maxLength={2000} />
      </Form.Item>
    </>
  );
}
