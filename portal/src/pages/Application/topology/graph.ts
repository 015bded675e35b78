/** Who depends on whom, and what a further dependency would do. Pure. */

/** The names of what each service depends on. */
export type Depends = ReadonlyMap<string, readonly string[]>;

interface Depending {
  name: string;
  config: { depends_on?: readonly string[] | null };
}

/** As the services say; what they name but is not there is left out. */
export function dependsOf(services: readonly Depending[]): Depends {
  const names = new Set(services.map(({ name }) => name));
  return new Map(
    services.map(({ name, config }) => [name, (config.depends_on ?? []).filter((other) => names.has(other))]),
  );
}

/** The shortest way from one service along its dependencies to another; null: there is none. */
export function wayTo(depends: Depends, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const name of queue) {
    if (name === to) {
      const way: string[] = [];
      for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
      return way;
    }
    for (const next of depends.get(name) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, name);
      queue.push(next);
    }
  }
  return null;
}

export type Objection =
  | { kind: 'itself' }
  | { kind: 'already' }
  /** From the service round to itself. */
  | { kind: 'circle'; way: string[] };

/** Why a service cannot be made to depend on another; null: it can. */
export function objection(depends: Depends, from: string, to: string): Objection | null {
  if (from === to) return { kind: 'itself' };
  if (depends.get(from)?.includes(to)) return { kind: 'already' };
  const back = wayTo(depends, to, from);
  return back && { kind: 'circle', way: [from, ...back] };
}
