/**
 * How many replicas the rules would have given for a load that was: what Kubernetes' autoscaler does, every 15 seconds.
 *
 * It is taken for granted that replicas share the load evenly, and are there at once. Pure.
 */
import type { Schemas } from '../../../api/client';

export type Rules = Schemas['Autoscaling'];
type Pace = Schemas['Pace'];

/** What all replicas together used at a time (seconds): cores, and bytes; null where nobody knows. */
export interface Sample {
  time: number;
  cpu: number | null;
  memory: number | null;
}

/** What one replica reserves: cores, and bytes. */
export interface Reserved {
  cpu: number;
  memory: number;
}

const EVERY = 15;
/** Whether use that is this near to the target is left alone: Kubernetes' own default. */
const TOLERANCE = 0.1;
const TARGETS = ['cpu', 'memory'] as const;
/** What floating numbers make of a whole one is still that one. */
const ROUNDING = 1e-9;
/** Seconds: no window is longer. */
const FOREVER = 3600;

interface Moment {
  time: number;
  value: number;
}

/** The number at the time of each sample; it stays where nothing is known, and begins as the load at first asks. */
export function replicasOver(
  samples: readonly Sample[],
  rules: Rules,
  reserved: Reserved,
): { time: number; replicas: number }[] {
  const scaler = new Scaler(rules, reserved);
  let last: number | null = null;
  return samples.map((sample) => {
    for (let time = last === null ? sample.time : last + EVERY; time <= sample.time; time += EVERY)
      scaler.look(time, sample);
    last = sample.time;
    return { time: sample.time, replicas: scaler.replicas };
  });
}

/** What the load would fill entirely: replicas that use exactly the target that asks for most; null where unknown. */
export function filledBy(sample: Sample, rules: Rules, reserved: Reserved): number | null {
  const wanted = TARGETS.flatMap((name) => {
    const [target, used] = [rules[name], sample[name]];
    return typeof target === 'number' && used !== null && reserved[name] > 0
      ? [used / ((reserved[name] * target) / 100)]
      : [];
  });
  return wanted.length > 0 ? Math.max(...wanted) : null;
}

class Scaler {
  replicas: number;
  private begun = false;
  private readonly proposals: Moment[] = [];
  /** By how much the number has changed, and when: more in one direction, fewer in the other. */
  private readonly changes: Moment[] = [];

  constructor(
    private readonly rules: Rules,
    private readonly reserved: Reserved,
  ) {
    this.replicas = rules.min ?? 1;
  }

  look(time: number, sample: Sample) {
    const proposal = this.propose(sample);
    if (proposal === null) return;
    if (!this.begun) {
      this.begun = true;
      this.replicas = this.within(proposal);
    }
    this.proposals.push({ time, value: proposal });
    while (time - (this.proposals[0]?.time ?? time) > FOREVER) this.proposals.shift();
    const next = this.within(this.paced(this.steady(proposal, time), time));
    if (next !== this.replicas) this.changes.push({ time, value: next - this.replicas });
    this.replicas = next;
  }

  /** What the target that asks for most asks for. Kubernetes knows use in whole percents. */
  private propose(sample: Sample): number | null {
    const wanted = TARGETS.flatMap((name) => {
      const target = this.rules[name];
      return typeof target === 'number' && this.reserved[name] > 0 ? [this.toMeet(name, target, sample)] : [];
    });
    const known = wanted.filter((each) => each !== null);
    if (known.length === 0) return null;
    const most = Math.max(...known);
    // Who does not know all does not take replicas away.
    return known.length < wanted.length && most < this.replicas ? null : most;
  }

  private toMeet(name: (typeof TARGETS)[number], target: number, sample: Sample): number | null {
    const used = sample[name];
    if (used === null) return null;
    const percent = Math.floor((100 * used) / (this.reserved[name] * this.replicas) + ROUNDING);
    if (Math.abs(percent - target) <= TOLERANCE * target + ROUNDING) return this.replicas;
    return Math.ceil((this.replicas * percent) / target - ROUNDING);
  }

  /** The most cautious of the last proposals, in either direction. */
  private steady(proposal: number, time: number): number {
    const of = ({ stabilization_seconds: window = 0 }: Pace) =>
      this.proposals
        .filter((each) => each.time > time - window || each.time === time)
        .map((each) => each.value);
    const up = Math.min(proposal, ...of(this.rules.scale_up ?? {}));
    const down = Math.max(proposal, ...of(this.rules.scale_down ?? {}));
    if (up > this.replicas) return up;
    return down < this.replicas ? down : this.replicas;
  }

  private paced(wanted: number, time: number): number {
    const growing = wanted > this.replicas;
    const pace = (growing ? this.rules.scale_up : this.rules.scale_down) ?? {};
    const { replicas: step = null, percent = null, period_seconds: period = EVERY } = pace;
    if (step === null && percent === null) return wanted;
    const before =
      this.replicas -
      this.changes.filter((each) => each.time > time - period).reduce((sum, each) => sum + each.value, 0);
    const part = (percent ?? 0) / 100;
    if (growing) {
      const most = Math.max(before + (step ?? 0), Math.ceil(before * (1 + part)));
      return Math.max(this.replicas, Math.min(wanted, most));
    }
    const least = Math.min(before - (step ?? 0), Math.floor(before * (1 - part)));
    return Math.min(this.replicas, Math.max(wanted, least));
  }

  private within(wanted: number): number {
    return Math.min(Math.max(wanted, this.rules.min ?? 1), this.rules.max);
  }
}
