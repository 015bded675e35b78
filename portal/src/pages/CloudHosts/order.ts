/** Between what is entered of an order and what the API takes. Pure. */
import type { CloudAccount, CloudMachine, CloudMachineCreate } from '../../api/cloud';

/** Labels are entered as people write them: `key=value`. */
export type Order = Omit<CloudMachineCreate, 'labels'> & { labels?: string[] };

export const MOST_MACHINES = 20;
export const JOIN_MINUTES = { least: 20, most: 1440, first: 60 } as const;

export function bodyOf({ labels = [], partition_id: partition, ...rest }: Order): CloudMachineCreate {
  return { ...rest, partition_id: partition ?? null, labels: Object.fromEntries(labels.map(pairOf)) };
}

function pairOf(label: string): [string, string] {
  const [key = '', ...value] = label.split('=');
  return [key.trim(), value.join('=').trim()];
}

/** What an order begins with: the account if there is one only, and what was ordered last, which is often ordered again. */
export function firstOrder(
  accounts: readonly CloudAccount[],
  before: readonly CloudMachine[],
): Partial<Order> {
  const always = { count: 1, join_minutes: JOIN_MINUTES.first, prepare: '', labels: [] };
  const [last] = [...before].sort((one, other) => other.created_at.localeCompare(one.created_at));
  if (last) {
    const { account_id, size, image, subnet, zone, key_pair, security_groups, public_ip } = last;
    return { ...always, account_id, size, image, subnet, zone, key_pair, security_groups, public_ip };
  }
  const blank = { ...always, subnet: '', zone: '', key_pair: '', security_groups: [], public_ip: false };
  const [only, ...others] = accounts;
  return only && others.length === 0 ? { ...blank, account_id: only.id } : blank;
}
