import { useTranslation } from 'react-i18next';

import type { Plan } from '../api/managed';

import { useAmount } from './useAmount';

/** Puts what a plan gives into words. */
export function usePlanWords(): (plan: Plan) => string {
  const { t } = useTranslation();
  const inWords = useAmount();
  return ({ cpu, memory, storage }) =>
    t('managed.amounts', { cpu: inWords(cpu), memory: inWords(memory), storage: inWords(storage) });
}
