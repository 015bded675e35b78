import { useTranslation } from 'react-i18next';

import type { HostState as State } from '../api/hosts';

import { ToneLabel, type Tone } from './ToneLabel';

const TONES: Record<State, Tone> = {
  ready: 'good',
  unschedulable: 'held',
  draining: 'busy',
  not_ready: 'bad',
  unreachable: 'bad',
};

export function HostState({ state }: { state: State }) {
  const { t } = useTranslation();
  return <ToneLabel tone={TONES[state]} text={t(`hosts.state.${state}`)} state={state} />;
}
