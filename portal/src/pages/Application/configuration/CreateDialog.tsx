import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { createSet, KINDS, type SetDetail, type SetKind } from '../../../api/configuration';
import { keys } from '../../../api/query';
import { FormDialog } from '../../../components/FormDialog';

interface Values {
  name: string;
  kind: SetKind;
}

/** A new set, still without entries: its page is where they are entered. */
export default function CreateDialog({ application, onClose }: { application: string; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormDialog<Values, SetDetail>
      title={t('configuration.create')}
      submit={t('action.create')}
      initial={{ kind: 'config' }}
      run={({ name, kind }) => createSet(application, { name: name.trim(), kind, entries: {} })}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.configuration(application)]}
      onClose={onClose}
      onDone={({ name }) => void navigate(`/applications/${application}/configuration/${name}`)}
    >
      <Form.Item
        name="name"
        label={t('configuration.name')}
        extra={t('form.nameRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item name="kind" label={t('field.kind')} extra={t('configuration.kindRule')}>
        <Radio.Group options={KINDS.map((value) => ({ value, label: t(`configuration.kind.${value}`) }))} />
      </Form.Item>
    </FormDialog>
  );
}
