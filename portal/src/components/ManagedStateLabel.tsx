import { useTranslation } from 'react-i18next';

import type { ManagedState } from '../api/managed';

import { ToneLabel, type Tone } from './ToneLabel';

const TONES: Record<ManagedState, Tone> = {
  stopped: 'idle',
  starting: 'busy',
  running: 'good',
  degraded: 'bad',
  stopping: 'held',
};

export function ManagedStateLabel({ state }: { state: ManagedState }) {
  const { t } = useTranslation();
  return <ToneLabel tone={TONES[state]} text={t(`managed.state.${state}`)} state={state} />;
}
