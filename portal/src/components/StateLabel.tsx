import { useTranslation } from 'react-i18next';

import type { State } from '../api/applications';

import { ToneLabel, type Tone } from './ToneLabel';

const TONES: Record<State, Tone> = {
  draft: 'idle',
  publishing: 'busy',
  running: 'good',
  degraded: 'bad',
  unpublishing: 'held',
};

export function StateLabel({ state }: { state: State }) {
  const { t } = useTranslation();
  return <ToneLabel tone={TONES[state]} text={t(`state.${state}`)} state={state} />;
}
