/** What the reports of the agents say, taken together. Pure. */
import type { HostRoutes, Route } from '../../api/hostRoutes';
import type { Tone } from '../../components/ToneLabel';

export interface Network {
  host: string;
  network: string;
}

/** A column for each pod network that any of the rows knows of, in the order of the hosts. */
export function networksOf(rows: readonly HostRoutes[]): Network[] {
  const known = new Map<string, Network>();
  const add = (host: string, network: string) => known.set(`${host}\n${network}`, { host, network });
  for (const row of rows) {
    for (const network of row.networks) add(row.host, network);
    for (const route of row.routes) add(route.host, route.network);
  }
  return [...known.values()].sort(
    (one, other) => one.host.localeCompare(other.host) || one.network.localeCompare(other.network),
  );
}

/** The way from a row's host to a network; undefined for its own. */
export function routeTo(row: HostRoutes, { host, network }: Network): Route | undefined {
  return row.routes.find((route) => route.host === host && route.network === network);
}

export interface Problem {
  from: string;
  route: Route;
}

/** All ways that an agent told not to be in order; what nobody told of is not among them. */
export function problemsOf(rows: readonly HostRoutes[]): Problem[] {
  return rows.flatMap(({ host, routes }) =>
    routes
      .filter(({ state }) => state !== 'ok' && state !== 'unknown')
      .map((route) => ({ from: host, route })),
  );
}

/** Whether there are hosts, and on none of them an agent that ever reported. */
export function nobodyReports(rows: readonly HostRoutes[]): boolean {
  return rows.length > 0 && rows.every(({ agent }) => agent === 'absent');
}

/** Signs by which agents know that the cluster's own network routes, each once. */
export const SIGNS = ['cni_device', 'covering_route'] as const;
export type Sign = (typeof SIGNS)[number];

export function signsOf(rows: readonly HostRoutes[]): { cause: Sign; detail: string }[] {
  const found = new Map<string, { cause: Sign; detail: string }>();
  for (const row of rows) {
    const cause = SIGNS.find((sign) => row.mode === 'report_only' && sign === row.cause);
    const detail = row.cause_detail ?? '';
    if (cause) found.set(`${cause} ${detail}`, { cause, detail });
  }
  return [...found.values()];
}

export const ROUTE_TONES: Record<Route['state'], Tone> = {
  ok: 'good',
  missing: 'bad',
  conflict: 'bad',
  unreachable: 'bad',
  duplicate: 'bad',
  unknown: 'idle',
};

export const AGENT_TONES: Record<HostRoutes['agent'], Tone> = {
  running: 'good',
  late: 'held',
  absent: 'idle',
  unreadable: 'bad',
};
