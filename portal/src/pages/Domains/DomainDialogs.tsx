import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { claimDomain, leadDomain, type OwnDomain } from '../../api/domains';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { TenantField } from '../../components/TenantField';

import { ServiceChoice, type Led } from './ServiceChoice';

interface Claimed extends Led {
  host: string;
  tenant_id?: string;
}

/** Brings a host name; which record proves it is told in the list. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const claim = ({ host, tenant_id, service_id }: Claimed) =>
    claimDomain({ host, ...(tenant_id && { tenant_id }), ...(service_id && { service_id }) });
  return (
    <FormDialog<Claimed, OwnDomain>
      title={t('domains.add')}
      submit={t('domains.addSubmit')}
      initial={{}}
      run={claim}
      said={({ name }) => t('said.domainAdded', { name })}
      stale={[keys.domains]}
      onClose={onClose}
    >
      <Form.Item
        name="host"
        label={t('domains.domain')}
        extra={t('domains.hostRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={253} placeholder="www.example.com" />
      </Form.Item>
      <TenantField />
      <OfTenant />
    </FormDialog>
  );
}

function OfTenant() {
  const form = Form.useFormInstance<Claimed>();
  return <ServiceChoice tenantId={Form.useWatch('tenant_id', form)} />;
}

/** Leads a domain to another service, or to none. */
export function LeadDialog({ domain, onClose }: { domain: OwnDomain; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name, tenant_id, application_id, service_id } = domain;
  return (
    <FormDialog<Led, OwnDomain>
      title={t('domains.leadTitle', { name })}
      submit={t('action.save')}
      initial={{
        ...(application_id && { application: application_id }),
        ...(service_id && { service_id }),
      }}
      run={(entered) => leadDomain(id, entered.service_id ?? null)}
      said={({ service }) => t(service ? 'said.domainLed' : 'said.domainDetached', { name, service })}
      stale={[keys.domains]}
      onClose={onClose}
    >
      <ServiceChoice tenantId={tenant_id} />
    </FormDialog>
  );
}
