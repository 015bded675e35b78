import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { changeManaged, type ManagedChanged, type ManagedService } from '../../api/managed';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

interface Props {
  service: ManagedService;
  onClose: () => void;
}

/** What it is for, in the tenant's own words; nothing restarts. */
export function DescriptionDialog({ service: { id, name, description }, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ description: string }, ManagedChanged>
      title={t('managed.describeOf', { name })}
      submit={t('action.save')}
      initial={{ description }}
      run={(entered) => changeManaged({ id, ...entered })}
      said={() => t('said.changed', { name })}
      stale={[keys.managed]}
      onClose={onClose}
    >
      <Form.Item name="description" label={t('field.description')}>
        <Input.TextArea autoSize maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}
