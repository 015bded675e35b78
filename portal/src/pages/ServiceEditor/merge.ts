/** Two people changed the same thing: what one changed, on top of what the other has made of it. Pure. */

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value in a form in which equal ones are equal texts, whatever the order of their fields. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

export const same = (one: unknown, other: unknown) => textOf(one) === textOf(other);

/** `theirs` with everything that `mine` has otherwise than `base`; lists are taken as a whole. */
export function merged<T>(base: T, mine: T, theirs: T): T {
  if (same(mine, base)) return theirs;
  if (!isObject(mine) || !isObject(theirs) || !isObject(base)) return mine;
  const fields = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const rows = fields
    .filter((field) => field in mine || !(field in base))
    .map((field) => [field, merged(base[field], field in mine ? mine[field] : theirs[field], theirs[field])]);
  return Object.fromEntries(rows.filter(([, value]) => value !== undefined)) as T;
}
