/** Plans of managed services against what a tenant's quota has left. Pure. */
import type { Plan } from '../api/managed';
import type { Usage } from '../api/tenants';

import { quantity } from './quantity';

export const SIZES = ['cpu', 'memory', 'storage'] as const;
export type Size = (typeof SIZES)[number];
export type Amounts = Record<Size, number>;

/** What a tenant may still take; nothing where it has taken more than its quota. */
export function leftOf({ hard, reserved }: Pick<Usage, 'hard' | 'reserved'>): Amounts {
  const left = (size: Size) => Math.max(0, quantity(hard[size]) - quantity(reserved[size]));
  return { cpu: left('cpu'), memory: left('memory'), storage: left('storage') };
}

/** Of what a plan needs more than is left; `now` is what is held already and given back for it. */
export function lackingFor(plan: Plan, left: Amounts, now?: Plan): Size[] {
  return SIZES.filter((size) => quantity(plan[size]) - (now ? quantity(now[size]) : 0) > left[size]);
}
