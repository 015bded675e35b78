import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import {
  cloneApplication,
  useClonePreview,
  type Application,
  type Clone,
  type CloneResult,
} from '../../../api/applications';
import { asApiError } from '../../../api/errors';
import { keys } from '../../../api/query';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { FormDialog } from '../../../components/FormDialog';
import { TenantField } from '../../../components/TenantField';
import { useLater } from '../../../components/useLater';

import styles from './Dialogs.module.css';

interface Values {
  tenant_id?: string;
  name: string;
  publish: boolean;
}

const bodyOf = ({ name, tenant_id }: Partial<Values>): Clone => ({
  name: name?.trim() ?? '',
  ...(tenant_id && { tenant_id }),
});

/** A copy of the application: what it will be stands below while its name is typed. */
export default function CloneDialog({
  application,
  onClose,
}: {
  application: Application;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormDialog<Values, CloneResult>
      wide
      title={t('clone.title', { name: application.name })}
      submit={t('clone.submit')}
      initial={{ name: `${application.name}-copy`, tenant_id: application.tenant_id, publish: false }}
      run={(values) => cloneApplication(application.id, bodyOf(values), values.publish)}
      said={(_, { name }) => t('said.created', { name })}
      stale={[keys.applications]}
      onClose={onClose}
      onDone={({ application: made }) => made && void navigate(`/applications/${made.id}`)}
    >
      <p className={styles.lead}>{t('clone.lead')}</p>
      <TenantField />
      <Form.Item
        name="name"
        label={t('clone.name')}
        extra={t('form.nameRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="publish" valuePropName="checked">
        <Checkbox>{t('clone.publish')}</Checkbox>
      </Form.Item>
      <Preview application={application} />
    </FormDialog>
  );
}

function Preview({ application }: { application: Application }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const name = Form.useWatch<string | undefined>('name', form);
  const tenant = Form.useWatch<string | undefined>('tenant_id', form);
  const { data, error } = useClonePreview(
    application.id,
    bodyOf({ name: useLater(name ?? ''), ...(tenant && { tenant_id: tenant }) }),
  );
  if (error) return <ErrorNotice error={asApiError(error)} />;
  if (!data) return null;
  return (
    <>
      <h3 className={styles.heading}>{t('clone.services')}</h3>
      <ul>
        {Object.entries(data.services).map(([before, after]) => (
          <li key={before}>{before === after ? after : t('clone.renamed', { before, after })}</li>
        ))}
        {data.left_out.map(({ service, what, name: thing }) => (
          <li key={`${service}.${what}.${thing}`}>{t(`clone.leftOut.${what}`, { service, name: thing })}</li>
        ))}
      </ul>
      {data.changes.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('clone.changes')}</h3>
          <p>{t('clone.changesRule')}</p>
          <ConfigChanges changes={data.changes} />
        </>
      )}
    </>
  );
}
