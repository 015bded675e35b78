import { Form, Input } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { createApplication, type ApplicationCreate } from '../../api/applications';
import { usePlatform } from '../../api/platform';
import { keys } from '../../api/query';
import { useSession } from '../../api/session';
import { FormDialog } from '../../components/FormDialog';
import { NEW_SERVICE, serviceOf, type ServiceValues } from '../../components/serviceForm';
import { ServiceFields } from '../../components/ServiceFields';
import { TenantField } from '../../components/TenantField';

import styles from './CreateDialog.module.css';

interface Values {
  tenant_id?: string;
  name: string;
  description?: string;
  services: ServiceValues[];
}

export function bodyOf(values: Values): ApplicationCreate {
  return {
    name: values.name.trim(),
    description: values.description?.trim() ?? '',
    services: values.services.map(serviceOf),
    ...(values.tenant_id && { tenant_id: values.tenant_id }),
  };
}

/** A change of tenant takes the chosen partition away: it may not be granted to the other. */
function FirstService({ domain }: { domain: string }) {
  const form = Form.useFormInstance<Values>();
  const own = useSession().data?.user.tenant_id ?? undefined;
  const chosen = Form.useWatch<string | undefined>('tenant_id', form);
  const tenantId = chosen ?? own;
  useEffect(() => form.setFieldValue(['services', 0, 'partition'], undefined), [form, tenantId]);
  return <ServiceFields at={['services', 0]} others={[]} domain={domain} tenantId={tenantId} />;
}

/** A new application with its first service; more are added on its page. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const domain = usePlatform().data?.platform_domain ?? '';
  return (
    <FormDialog<Values, Awaited<ReturnType<typeof createApplication>>>
      wide
      title={t('applications.create')}
      submit={t('action.create')}
      initial={{ services: [NEW_SERVICE as ServiceValues] }}
      run={(values) => createApplication(bodyOf(values))}
      said={(application) => t('said.created', { name: application.name })}
      stale={[keys.applications]}
      onClose={onClose}
      onDone={(application) => void navigate(`/applications/${application.id}`)}
    >
      <div className={styles.whole}>
        <TenantField />
        <Form.Item
          name="name"
          label={t('field.applicationName')}
          extra={t('form.nameRule')}
          rules={[{ required: true, message: t('form.required') }]}
        >
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="description" label={t('field.description')}>
          <Input autoComplete="off" />
        </Form.Item>
      </div>
      <h3 className={styles.part}>{t('applications.firstService')}</h3>
      <FirstService domain={domain} />
    </FormDialog>
  );
}
