import { useTranslation } from 'react-i18next';

import { useOfPlatform } from '../api/session';
import { Icon } from '../components/Icon';
import { ToneLabel } from '../components/ToneLabel';

import { ICONS, toneOf, type Place } from './places';
import styles from './Search.module.css';

export type Shown = Place & { state?: string };

const OF_SERVICES = ['draft', 'publishing', 'running', 'degraded', 'unpublishing'] as const;
const OTHERS = [
  'waiting',
  'terminated',
  'not_ready',
  'ready',
  'unschedulable',
  'draining',
  'unreachable',
  'active',
  'disabled',
  'stopped',
  'starting',
  'stopping',
] as const;
const isOne = <T extends string>(all: readonly T[], state: string): state is T =>
  (all as readonly string[]).includes(state);

/** What was found: which kind, its name, where it is, whose it is for those who see all tenants, and how it is. */
export function Result({ place }: { place: Shown }) {
  const { t } = useTranslation();
  const ofPlatform = useOfPlatform();
  const about = [place.within, ofPlatform && place.kind !== 'tenant' ? place.tenant_name : null];
  const wordsOf = (state: string) => {
    if (isOne(OF_SERVICES, state)) return t(`state.${state}`);
    return isOne(OTHERS, state) ? t(`search.state.${state}`) : state;
  };
  return (
    <>
      <Icon name={ICONS[place.kind]} />
      <span className={styles.name}>{place.name}</span>
      <span className={styles.about}>{about.filter(Boolean).join(' · ')}</span>
      {place.state && <ToneLabel tone={toneOf(place.kind, place.state)} text={wordsOf(place.state)} />}
    </>
  );
}
