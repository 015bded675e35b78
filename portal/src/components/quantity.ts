/** Amounts as Kubernetes writes them (`500m`, `8Gi`), as numbers to compare. */

const FACTORS: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** NaN for what is none. */
export function quantity(text: string | number): number {
  const [, number = '', suffix = ''] = /^([0-9.]+(?:[eE][0-9]+)?)([a-zA-Z]*)$/.exec(String(text)) ?? [];
  return number === '' ? NaN : Number(number) * (FACTORS[suffix] ?? NaN);
}

/**
 * How much of a bound is taken, in whole percent as the server rounds them too; more than 100 where it is over. Null
 * without a bound; of nothing, nothing can be taken.
 */
export function percentOf(used: string | number, bound: string | number | undefined): number | null {
  const most = bound === undefined ? NaN : quantity(bound);
  const taken = quantity(used);
  if (Number.isNaN(most) || Number.isNaN(taken)) return null;
  if (most === 0) return taken > 0 ? 100 : 0;
  return Math.round((taken / most) * 100);
}
