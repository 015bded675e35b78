import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { isNotFound } from '../../api/errors';
import { changeManaged, useOffering, type ManagedChanged, type ManagedService } from '../../api/managed';
import { keys } from '../../api/query';
import { useTenantUsage } from '../../api/tenants';
import { Failure } from '../../components/Failure';
import { FormDialog } from '../../components/FormDialog';
import { leftOf } from '../../components/plan';
import { PlanChoice } from '../../components/PlanChoice';

import { Preview } from './Preview';

interface Props {
  service: ManagedService;
  onClose: () => void;
}

/** Another size, of those that its offering has; what that does is told before it is done. */
export function PlanDialog({ service, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, plan, offering_id: offeringId, tenant_id: tenant } = service;
  const offering = useOffering(offeringId);
  const usage = useTenantUsage(tenant);
  return (
    <FormDialog<{ plan: string }, ManagedChanged>
      wide
      title={t('managed.planOf', { name })}
      submit={t('managed.changePlan')}
      initial={{ plan: plan.name }}
      ready={(entered) => offering.data !== undefined && entered.plan !== undefined}
      run={(entered) => changeManaged({ id, ...entered })}
      said={({ changes }) => t(changes.length > 0 ? 'said.planChanged' : 'said.planUnchanged', { name })}
      stale={[keys.managed, keys.applications, keys.tenantUsage(tenant)]}
      onClose={onClose}
    >
      {offering.error && !offering.data && (
        <NoPlans error={offering.error} offering={service.offering_name} />
      )}
      {offering.data && (
        <PlanChoice plans={offering.data.plans} left={usage.data && leftOf(usage.data)} now={plan} />
      )}
      <Chosen id={id} />
    </FormDialog>
  );
}

/** Tenants see what may be opened: of an offering that was disabled, they keep the plan that they have. */
function NoPlans({ error, offering }: { error: unknown; offering: string }) {
  const { t } = useTranslation();
  if (!isNotFound(error)) return <Failure error={error} />;
  return <Alert type="info" showIcon title={t('managed.noPlans', { offering })} />;
}

function Chosen({ id }: { id: string }) {
  const plan = Form.useWatch<string | undefined>('plan', Form.useFormInstance());
  return <Preview id={id} wanted={plan === undefined ? undefined : { plan }} />;
}
