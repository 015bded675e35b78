import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplication, useApplications } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { offerOpening, type Opening, type OpeningOffer } from '../../api/openings';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { useTenantInView } from '../../components/tenantInView';

interface Entered extends OpeningOffer {
  application: string;
}

const CHOICES = 50;

/** Offers a service to another tenant, by a name that one has to know. */
export function OfferDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const offer = ({ service_id, receiver, ports }: Entered) =>
    offerOpening({ service_id, receiver, ...(ports && ports.length > 0 && { ports }) });
  return (
    <FormDialog<Entered, Opening>
      title={t('openings.offer')}
      submit={t('openings.offerSubmit')}
      initial={{}}
      run={offer}
      said={({ service, receiver }) => t('said.openingOffered', { name: `${service} → ${receiver}` })}
      stale={[keys.openings]}
      onClose={onClose}
    >
      <ServiceChoice />
      <Form.Item
        name="receiver"
        label={t('openings.receiver')}
        extra={t('openings.receiverRule')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
    </FormDialog>
  );
}

/** An application, one of its services that has ports, and which of these. */
function ServiceChoice() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Entered>();
  const [q, setQ] = useState('');
  const inView = useTenantInView();
  const chosen = Form.useWatch('application', form);
  const serviceId = Form.useWatch('service_id', form);
  const found = useApplications({
    page: 1,
    page_size: CHOICES,
    sort: 'name',
    ...(q && { q }),
    ...(inView && { tenant_id: inView }),
  });
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <Form.Item name="application" label={t('field.application')} rules={required}>
        <Select
          showSearch={{ filterOption: false, onSearch: setQ }}
          options={found.data?.items.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={() => form.setFieldsValue({ service_id: undefined, ports: undefined })}
        />
      </Form.Item>
      {chosen && <ServiceFields application={chosen} serviceId={serviceId} />}
    </>
  );
}

function ServiceFields({ application, serviceId }: { application: string; serviceId: string | undefined }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Entered>();
  const { data } = useApplication(application);
  const services = data ? ownServices(data) : [];
  const ports = services.find(({ id }) => id === serviceId)?.config.ports ?? [];
  const numbers = [...new Set(ports.map(({ port }) => port))];
  return (
    <>
      <Form.Item
        name="service_id"
        label={t('field.service')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Select
          options={services.map(({ id, name, config }) => {
            const none = (config.ports ?? []).length === 0;
            return { value: id, label: none ? t('openings.noPorts', { name }) : name, disabled: none };
          })}
          onChange={() => form.setFieldsValue({ ports: undefined })}
        />
      </Form.Item>
      <Form.Item name="ports" label={t('field.ports')}>
        <Select
          mode="multiple"
          placeholder={t('openings.allPorts')}
          options={numbers.map((port) => ({ value: port, label: String(port) }))}
        />
      </Form.Item>
    </>
  );
}
