/** What a quota bounds, and the amounts that one of its own begins with. */
export const QUANTITIES = ['cpu', 'memory', 'storage'] as const;
export const COUNTS = ['pods', 'volumes', 'services', 'domains'] as const;
export const BOUNDS = [...QUANTITIES, ...COUNTS] as const;

export const FIRST_QUOTA = {
  cpu: '4',
  memory: '8Gi',
  storage: '100Gi',
  pods: 50,
  volumes: 20,
  services: 100,
  domains: 20,
};

interface Choice<Q> {
  preset?: string | null;
  quota?: Q | null;
}

/** What of a form is sent: a preset, or amounts of one's own. */
export function choiceOf<Q>({ preset, quota }: Choice<Q>): Choice<Q> {
  return preset ? { preset } : { quota: quota ?? null };
}
