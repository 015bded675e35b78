import { Button, Checkbox, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { disableTenant, enableTenant, type Tenant } from '../../api/tenants';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';

const STALE = [keys.tenants, keys.applications];

/** Keeps everybody of a tenant out, or lets them in again. */
export function DisableButton({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { id, name, disabled } = tenant;
  const enable = useAction({
    run: enableTenant,
    said: () => t('said.userEnabled', { name }),
    stale: STALE,
  });
  if (disabled)
    return (
      <Button loading={enable.isPending} onClick={() => enable.mutate(id)}>
        {t('users.enable')}
      </Button>
    );
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('users.disable')}</Button>
      {asking && <DisableDialog tenant={tenant} onClose={() => setAsking(false)} />}
    </>
  );
}

function DisableDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name } = tenant;
  return (
    <FormDialog<{ stop: boolean }, Tenant>
      title={t('confirm.disableTenant.title', { name })}
      submit={t('users.disable')}
      initial={{ stop: false }}
      run={({ stop }) => disableTenant({ id, stop })}
      said={(_, { stop }) => t(stop ? 'said.tenantStopped' : 'said.userDisabled', { name })}
      stale={STALE}
      onClose={onClose}
      danger
    >
      <p>{t('confirm.disableTenant.consequence')}</p>
      <Form.Item name="stop" valuePropName="checked" extra={t('confirm.disableTenant.stopRule')}>
        <Checkbox>{t('confirm.disableTenant.stop')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
