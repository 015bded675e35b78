import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Change } from '../../api/applications';
import { isNotFound } from '../../api/errors';
import {
  changeManaged,
  useOffering,
  usePlanChange,
  type ManagedChanged,
  type ManagedService,
} from '../../api/managed';
import { keys } from '../../api/query';
import { useTenantUsage } from '../../api/tenants';
import { Changes } from '../../components/Changes';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Failure } from '../../components/Failure';
import { FormDialog } from '../../components/FormDialog';
import { leftOf, SIZES } from '../../components/plan';
import { PlanChoice } from '../../components/PlanChoice';
import { useAmount } from '../../components/useAmount';

import styles from './ManagedService.module.css';

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
      <Preview id={id} />
    </FormDialog>
  );
}

/** Tenants see what may be opened: of an offering that was disabled, they keep the plan that they have. */
function NoPlans({ error, offering }: { error: unknown; offering: string }) {
  const { t } = useTranslation();
  if (!isNotFound(error)) return <Failure error={error} />;
  return <Alert type="info" showIcon title={t('managed.noPlans', { offering })} />;
}

/** What the chosen plan changes, and whether the service cannot be reached for a moment. */
function Preview({ id }: { id: string }) {
  const { t } = useTranslation();
  const chosen = Form.useWatch<string | undefined>('plan', Form.useFormInstance());
  const inWords = useChangeWords();
  const { data, error, isPlaceholderData: old } = usePlanChange(id, chosen);
  if (error) return <ErrorNotice error={error} />;
  if (!data || old) return null;
  return (
    <>
      <h3 className={styles.heading}>{t('managed.changes')}</h3>
      <Changes changes={data.changes.map(inWords)} />
      {data.restarts && (
        <Alert className={styles.note ?? ''} type="warning" showIcon title={t('managed.restarts')} />
      )}
    </>
  );
}

type PlanChange = ManagedChanged['changes'][number];

/** Puts the name of what differs, and amounts as Kubernetes writes them, into words. */
function useChangeWords(): (change: PlanChange) => Change {
  const { t } = useTranslation();
  const amount = useAmount();
  return ({ field, before, after }) => {
    const size = SIZES.find((one) => one === field);
    if (size)
      return {
        service: null,
        field: t(`managed.size.${size}`),
        before: amount(before),
        after: amount(after),
      };
    return { service: null, field: field === 'plan' ? t('managed.plan') : field, before, after };
  };
}
