import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplication, useApplications } from '../../api/applications';
import { ownServices } from '../../api/canary';
import type { ManagedService } from '../../api/managed';
import {
  connectApplication,
  useAccounts,
  type Connection,
  type ConnectionCreate,
} from '../../api/managedAccounts';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

const CHOICES = 50;

interface Props {
  service: ManagedService;
  /** Those that are connected already cannot be again. */
  connected: readonly Connection[];
  onClose: () => void;
}

/** Connects an application: with an account of its own, unless an existing one is chosen. */
export function ConnectDialog({ service, connected, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, tenant_id: tenant } = service;
  return (
    <FormDialog<ConnectionCreate, Connection>
      title={t('connections.connectTo', { name })}
      submit={t('connections.connectSubmit')}
      initial={{ services: [] }}
      run={({ application_id: application, account_id: account, set, services }) =>
        connectApplication(id, {
          application_id: application,
          services: services ?? [],
          ...(account && { account_id: account }),
          ...(set && { set: set.trim() }),
        })
      }
      said={({ application_name: application }) => t('said.connected', { name: application })}
      stale={[keys.managed, keys.applications]}
      onClose={onClose}
    >
      <ApplicationField tenant={tenant} connected={connected} />
      <ServicesField />
      <AccountField managedId={id} />
      <Form.Item name="set" label={t('connections.set')} extra={t('connections.setRule', { name })}>
        <Input autoComplete="off" spellCheck={false} maxLength={40} placeholder={name} />
      </Form.Item>
    </FormDialog>
  );
}

function ApplicationField({ tenant, connected }: { tenant: string } & Pick<Props, 'connected'>) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<ConnectionCreate>();
  const [q, setQ] = useState('');
  const found = useApplications({
    page: 1,
    page_size: CHOICES,
    sort: 'name',
    tenant_id: tenant,
    ...(q && { q }),
  });
  const taken = new Set(connected.map(({ application_id: id }) => id));
  return (
    <Form.Item
      name="application_id"
      label={t('field.application')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        options={found.data?.items.map(({ id, name }) => ({
          value: id,
          label: taken.has(id) ? t('connections.already', { name }) : name,
          disabled: taken.has(id),
        }))}
        onChange={() => form.setFieldsValue({ services: [] })}
      />
    </Form.Item>
  );
}

/** Which of its services get the keys as variables at once. */
function ServicesField() {
  const { t } = useTranslation();
  const chosen = Form.useWatch<string | undefined>('application_id', Form.useFormInstance());
  return chosen ? (
    <Services application={chosen} />
  ) : (
    <Form.Item label={t('field.services')} extra={t('connections.servicesRule')}>
      <Select mode="multiple" disabled aria-label={t('field.services')} />
    </Form.Item>
  );
}

function Services({ application }: { application: string }) {
  const { t } = useTranslation();
  const { data } = useApplication(application);
  const options = (data ? ownServices(data) : []).map(({ name }) => ({ value: name, label: name }));
  return (
    <Form.Item name="services" label={t('field.services')} extra={t('connections.servicesRule')}>
      <Select mode="multiple" options={options} />
    </Form.Item>
  );
}

function AccountField({ managedId }: { managedId: string }) {
  const { t } = useTranslation();
  const accounts = useAccounts(managedId).data?.filter(({ state }) => state !== 'deleting') ?? [];
  return (
    <Form.Item name="account_id" label={t('connections.account')}>
      <Select
        allowClear
        placeholder={t('connections.ownAccount')}
        options={accounts.map(({ id, username, access }) => ({
          value: id,
          label: `${username} (${t(`accounts.may.${access}`)})`,
        }))}
      />
    </Form.Item>
  );
}
