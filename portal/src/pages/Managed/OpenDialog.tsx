import { Alert, Form, Input, Radio } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import {
  openManaged,
  useOfferings,
  type ManagedCreate,
  type ManagedService,
  type Offering,
} from '../../api/managed';
import { keys } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { useTenantUsage } from '../../api/tenants';
import styles from '../../components/Choices.module.css';
import { FormDialog } from '../../components/FormDialog';
import { leftOf } from '../../components/plan';
import { PlanChoice } from '../../components/PlanChoice';
import { TenantField } from '../../components/TenantField';
import { useEngineName } from '../../components/useEngineName';

/** Opens a managed service: what, how large, and by which name others reach it. It starts at once. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const offerings = useOfferings();
  const enabled = offerings.data?.items.filter((one) => one.enabled);
  const none = enabled?.length === 0;
  return (
    <FormDialog<ManagedCreate, ManagedService>
      wide
      title={t('managed.open')}
      submit={t('managed.openSubmit')}
      initial={{ description: '' }}
      run={(values) => openManaged({ ...values, name: values.name.trim() })}
      said={({ name }) => t('said.managedOpened', { name })}
      stale={[keys.managed, keys.offerings, keys.overview]}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/managed/${id}`)}
      ready={() => !none}
    >
      {none ? <NothingOffered /> : <Fields offerings={enabled ?? []} />}
    </FormDialog>
  );
}

function NothingOffered() {
  const { t } = useTranslation();
  const manages = useMay()('offering.manage');
  return (
    <Alert
      type="info"
      showIcon
      title={t('managed.nothingOffered')}
      description={
        manages ? <Link to="/offerings">{t('managed.offerFirst')}</Link> : t('managed.askForOffer')
      }
    />
  );
}

function Fields({ offerings }: { offerings: readonly Offering[] }) {
  const { t } = useTranslation();
  const engineName = useEngineName();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <TenantField />
      <Form.Item name="offering_id" label={t('managed.offering')} rules={required}>
        <Radio.Group className={styles.choices ?? ''}>
          {offerings.map((offering) => (
            <Radio key={offering.id} value={offering.id} className={styles.choice ?? ''}>
              <span className={styles.words}>
                <strong>{offering.name}</strong>
                <span>{engineName(offering)}</span>
                {offering.description && <span>{offering.description}</span>}
              </span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Plans offerings={offerings} />
      <Form.Item name="name" label={t('managed.name')} extra={t('managed.nameRule')} rules={required}>
        <Input autoComplete="off" spellCheck={false} maxLength={40} />
      </Form.Item>
      <Form.Item name="description" label={t('field.description')}>
        <Input autoComplete="off" maxLength={2000} />
      </Form.Item>
    </>
  );
}

/** The plans of what is chosen, beside what the quota of whom it is for has left. */
function Plans({ offerings }: { offerings: readonly Offering[] }) {
  const form = Form.useFormInstance<ManagedCreate>();
  const own = useSession().data?.user.tenant_id ?? undefined;
  const tenant = Form.useWatch<string | undefined>('tenant_id', form) ?? own;
  const chosen = Form.useWatch<string | undefined>('offering_id', form);
  const usage = useTenantUsage(tenant);
  const only = offerings.length === 1 ? offerings[0]?.id : undefined;
  const offering = offerings.find(({ id }) => id === chosen);

  useEffect(() => {
    if (only) form.setFieldValue('offering_id', only);
  }, [form, only]);
  // A name of a plan means something else in another offering.
  useEffect(() => {
    const plans = offering?.plans ?? [];
    form.setFieldValue('plan', plans.length === 1 ? plans[0]?.name : undefined);
  }, [form, offering]);

  if (!offering) return null;
  return <PlanChoice plans={offering.plans} left={usage.data && leftOf(usage.data)} />;
}
