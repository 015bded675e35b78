/** What a host says of itself, read: which conditions are bad, which labels are people's own. */
import type { Host } from '../api/hosts';

type Condition = Host['conditions'][number];

/** `Ready` should be true; every other condition of a kubelet names something that should not be. */
export function isBad({ type, status }: Condition): boolean {
  return type === 'Ready' ? status !== 'True' : status === 'True';
}

// As the server has it: these are set by kubelets, the cluster's controllers and the platform.
const KEPT = [
  'kubernetes.io',
  'beta.kubernetes.io',
  'node.kubernetes.io',
  'node-role.kubernetes.io',
  'node.cloudprovider.kubernetes.io',
  'kubeadm.alpha.kubernetes.io',
  'slipway.io',
];

/** Whether a label or taint is for people to change. */
export function isOwn(key: string): boolean {
  const slash = key.indexOf('/');
  return slash < 0 || !KEPT.includes(key.slice(0, slash));
}

/** `key=value`, or the key where there is no value. */
export const written = (key: string, value: string) => (value ? `${key}=${value}` : key);

/** The labels as people write them, in the order of their keys; `own` leaves out those that the cluster sets. */
export function labelsOf(host: Host, own = false): string[] {
  return Object.entries(host.labels)
    .filter(([key]) => !own || isOwn(key))
    .map(([key, value]) => written(key, value))
    .sort();
}

/** The address by which other hosts reach it, or the first that it tells. */
export function addressOf({ addresses }: Host): string {
  return (addresses.find(({ type }) => type === 'InternalIP') ?? addresses[0])?.address ?? '';
}
