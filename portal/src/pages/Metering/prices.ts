/** The price list as a form has it: an empty row is a resource that costs nothing. */
import type { Price, PricesIn } from '../../api/metering';

import { IMAGE_STORAGE } from './numbers';

export const AMOUNTS = ['per_hour', 'per_core_hour', 'per_gib_hour'] as const;
/** A number that is not negative. The input's own bound would make 0 of a negative one in silence. */
export const AMOUNT = /^[^-]/;
type Amounts = Partial<Record<(typeof AMOUNTS)[number], string | null>>;

export interface PricesEntered {
  currency: string;
  items: Record<string, Amounts>;
}

const FIRST_CURRENCY = 'CNY';
const METERED = ['container', 'managed_service', 'volume', 'domain', IMAGE_STORAGE];

/** Everything that can have a price, and what else has one. */
export function pricedResources(prices: readonly Price[]): string[] {
  return [...new Set([...METERED, ...prices.map(({ resource }) => resource)])];
}

/** Amounts of zero are left empty, so that the others stand out. */
export function entered(prices: readonly Price[]): PricesEntered {
  const amounts = (price: Price) =>
    Object.fromEntries(
      AMOUNTS.filter((name) => Number(price[name]) !== 0).map((name) => [name, price[name]]),
    );
  return {
    currency: prices[0]?.currency ?? FIRST_CURRENCY,
    items: Object.fromEntries(prices.map((price) => [price.resource, amounts(price)])),
  };
}

export function wanted({ currency, items }: PricesEntered): PricesIn {
  const filled = Object.entries(items).map(([resource, amounts]) => {
    const told = AMOUNTS.flatMap((name) => (amounts[name] ? [[name, amounts[name]] as const] : []));
    return [resource, Object.fromEntries(told)] as const;
  });
  return { currency, items: Object.fromEntries(filled.filter(([, told]) => Object.keys(told).length > 0)) };
}
