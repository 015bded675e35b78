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

interface Props {
  state: State;
  /** Something is wrong: the word says how far it has come, colour and mark that it comes no further. */
  troubled?: boolean;
}

export function StateLabel({ state, troubled = false }: Props) {
  const { t } = useTranslation();
  const tone = troubled && state === 'publishing' ? 'bad' : TONES[state];
  return <ToneLabel tone={tone} text={t(`state.${state}`)} state={state} />;
}
