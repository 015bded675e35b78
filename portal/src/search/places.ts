/** Where in the portal one finds what was found, and how it looks. Pure. */
import type { SearchHit, SearchKind } from '../api/search';
import type { IconName } from '../components/Icon';
import type { Tone } from '../components/ToneLabel';

export type Place = Pick<SearchHit, 'id' | 'name' | 'within' | 'parent_id' | 'tenant_name'> & {
  kind: SearchKind;
};

export const ICONS: Record<SearchKind, IconName> = {
  application: 'applications',
  managed: 'anchor',
  service: 'routes',
  container: 'containers',
  volume: 'volumes',
  host: 'host',
  user: 'user',
  tenant: 'tenants',
  image: 'download',
};

/** These are shown on the page of a service, and have no list of their own. */
type OfService = 'service' | 'image';
const isOfService = (kind: SearchKind): kind is OfService => kind === 'service' || kind === 'image';

const PAGES: Record<Exclude<SearchKind, OfService>, string> = {
  application: '/applications',
  managed: '/managed',
  container: '/containers',
  volume: '/volumes',
  host: '/hosts',
  user: '/users',
  tenant: '/tenants',
};

/** The address of one object's page. */
export function pageOf({ kind, id, name, parent_id: parent }: Place): string {
  // Their list shows all that there is to a volume.
  if (kind === 'volume') return `${PAGES.volume}?q=${encodeURIComponent(name)}`;
  const path = id.split('/').map(encodeURIComponent).join('/');
  return isOfService(kind) ? `/applications/${parent ?? ''}/services/${path}` : `${PAGES[kind]}/${path}`;
}

/** The list that has everything of a kind, where there is one. */
export function listOf(kind: SearchKind, text: string): string | undefined {
  return isOfService(kind) ? undefined : `${PAGES[kind]}?q=${encodeURIComponent(text)}`;
}

const TONES: Record<string, Tone> = {
  running: 'good',
  active: 'good',
  ready: 'good',
  bound: 'good',
  pending: 'busy',
  growing: 'busy',
  deleting: 'held',
  lost: 'bad',
  publishing: 'busy',
  starting: 'busy',
  waiting: 'busy',
  not_ready: 'busy',
  draining: 'busy',
  unpublishing: 'held',
  stopping: 'held',
  unschedulable: 'held',
  degraded: 'bad',
  unreachable: 'bad',
};

/** How good a state is. A container that is not ready yet is on its way; a host that is not is in trouble. */
export function toneOf(kind: SearchKind, state: string): Tone {
  if (kind === 'host' && state === 'not_ready') return 'bad';
  return TONES[state] ?? 'idle';
}
