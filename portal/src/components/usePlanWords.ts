import { useTranslation } from 'react-i18next';

import type { Plan } from '../api/managed';

import { useAmount } from './useAmount';

/** Puts what a plan gives into words. */
export function usePlanWords(): (plan: Plan) => string {
  const { t } = useTranslation();
  const { amount } = useAmount();
  return ({ cpu, memory, storage }) =>
    t('managed.amounts', {
      cpu: amount('cpu', cpu),
      memory: amount('memory', memory),
      storage: amount('storage', storage),
    });
}
