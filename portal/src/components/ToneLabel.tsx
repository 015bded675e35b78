import { Icon, type IconName } from './Icon';
import styles from './ToneLabel.module.css';

export type Tone = 'good' | 'busy' | 'held' | 'bad' | 'idle';

// Colour is never the only sign: each has its own icon, and words beside it.
const ICONS: Record<Tone, IconName> = {
  good: 'afloat',
  busy: 'underway',
  held: 'lowering',
  bad: 'trouble',
  idle: 'still',
};

interface Props {
  tone: Tone;
  text: string;
  /** Its name in the API, for tests and style sheets. */
  state?: string;
}

/** A state in words, with the icon and the colour of how good that is. */
export function ToneLabel({ tone, text, state = tone }: Props) {
  return (
    <span className={`${styles.label ?? ''} ${styles[tone] ?? ''}`} data-tone={tone} data-state={state}>
      <Icon name={ICONS[tone]} />
      <span>{text}</span>
    </span>
  );
}
