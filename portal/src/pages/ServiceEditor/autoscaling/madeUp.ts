/** A load that never was, for rules of a service of which nothing was measured: a slow wave, and a sudden peak. Pure. */
import type { Reserved, Rules, Sample } from './simulate';

const STEP = 60;
const COUNT = 360;
const PEAK = { from: 0.68, to: 0.74, height: 0.55 };

/** Six hours until `end` (seconds): from half of what the least number takes to a little more than the most does. */
export function madeUp(rules: Rules, reserved: Reserved, end: number): Sample[] {
  const low = 0.5 * (rules.min ?? 1);
  const high = 1.1 * rules.max;
  return Array.from({ length: COUNT + 1 }, (_, index) => {
    const place = index / COUNT;
    const wave = 0.5 * (1 - Math.cos(2 * Math.PI * place));
    const peak = place >= PEAK.from && place < PEAK.to ? PEAK.height : 0;
    const filled = low + (high - low) * Math.min(1, 0.75 * wave + peak);
    return {
      time: end - (COUNT - index) * STEP,
      cpu: (filled * reserved.cpu * (rules.cpu ?? 100)) / 100,
      memory: (filled * reserved.memory * (rules.memory ?? 100)) / 100,
    };
  });
}
