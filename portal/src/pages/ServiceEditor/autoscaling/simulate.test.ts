import { describe, expect, it } from 'vitest';

import { madeUp } from './madeUp';
import { filledBy, replicasOver, type Rules, type Sample } from './simulate';
import { samplesOf } from './useLoad';

const RESERVED = { cpu: 0.1, memory: 100 };
const AT_ONCE = { stabilization_seconds: 0, replicas: null, percent: null, period_seconds: 15 };
const RULES: Rules = { min: 1, max: 10, cpu: 50, memory: null, scale_up: AT_ONCE, scale_down: AT_ONCE };

/** A sample every 15 seconds; at the target of 50 % a replica uses 0.05 cores. */
const load = (...cores: (number | null)[]): Sample[] =>
  cores.map((cpu, index) => ({ time: 1000 + 15 * index, cpu, memory: null }));

const numbers = (samples: readonly Sample[], rules: Rules = RULES) =>
  replicasOver(samples, rules, RESERVED).map(({ replicas }) => replicas);

describe('the number of replicas that rules would have given', () => {
  it('is as many as use their target, within the bounds', () => {
    expect(numbers(load(0.2, 0.4, 0.05, 0, 9))).toEqual([4, 8, 1, 1, 10]);
  });

  it('stays where use is near the target, and where nothing is known', () => {
    expect(numbers(load(0.5, 0.46, 0.545, null, 0.3))).toEqual([10, 10, 10, 10, 6]);
  });

  it('follows the target that asks for more', () => {
    const samples = [{ time: 0, cpu: 0.1, memory: 400 }];
    expect(numbers(samples, { ...RULES, memory: 80 })).toEqual([5]);
    expect(numbers(samples, RULES)).toEqual([2]);
    expect(numbers(samples, { ...RULES, cpu: null, memory: 200 })).toEqual([2]);
  });

  it('grows by the larger of its two steps', () => {
    const scale_up = { stabilization_seconds: 0, replicas: 1, percent: 100, period_seconds: 15 };
    expect(numbers(load(0.05, 9, 9, 9, 9), { ...RULES, scale_up })).toEqual([1, 2, 4, 8, 10]);
  });

  it('changes once in a period by a step', () => {
    const scale_up = { stabilization_seconds: 0, replicas: 2, percent: null, period_seconds: 30 };
    expect(numbers(load(0.05, 9, 9, 9, 9), { ...RULES, scale_up })).toEqual([1, 3, 3, 5, 5]);
  });

  it('shrinks by steps, after less was enough for the whole wait', () => {
    const scale_down = { stabilization_seconds: 30, replicas: 3, percent: null, period_seconds: 15 };
    expect(numbers(load(0.5, 0, 0, 0, 0, 0), { ...RULES, scale_down })).toEqual([10, 10, 7, 4, 1, 1]);
  });

  it('counts what it grew by in a period when it shrinks, and the other way round', () => {
    const step = { stabilization_seconds: 0, replicas: 2, percent: null, period_seconds: 60 };
    const rules = { ...RULES, scale_up: AT_ONCE, scale_down: step };
    expect(numbers(load(0.1, 0.3, 0, 0, 0, 0, 0), rules)).toEqual([2, 6, 1, 1, 1, 1, 1]);
    expect(numbers(load(0.3, 0, 0, 0.5), { ...rules, scale_up: step })).toEqual([6, 4, 4, 8]);
  });

  it('knows use in whole percents, as Kubernetes does', () => {
    expect(numbers(load(0.1003))).toEqual([2]);
    expect(numbers(load(0.1013))).toEqual([3]);
  });

  it('takes none away while one of its targets is unknown', () => {
    const rules = { ...RULES, memory: 80 };
    const at = (time: number, cpu: number, memory: number | null) => ({ time, cpu, memory });
    expect(numbers([at(0, 0.2, 80), at(15, 0.05, null), at(30, 0.3, null)], rules)).toEqual([4, 4, 6]);
  });

  it('is not moved by a peak that is shorter than the wait', () => {
    const scale_up = { ...AT_ONCE, stabilization_seconds: 45 };
    expect(numbers(load(0.1, 0.5, 0.1, 0.5, 0.5, 0.5), { ...RULES, scale_up })).toEqual([2, 2, 2, 2, 2, 10]);
  });

  it('is looked at every 15 seconds, however seldom use was measured', () => {
    const scale_up = { stabilization_seconds: 0, replicas: 1, percent: null, period_seconds: 15 };
    const samples = [
      { time: 0, cpu: 0.05, memory: null },
      { time: 60, cpu: 9, memory: null },
    ];
    expect(numbers(samples, { ...RULES, scale_up })).toEqual([1, 5]);
  });
});

describe('the load that rules are tried with', () => {
  it('fills replicas at the target', () => {
    expect(filledBy({ time: 0, cpu: 0.125, memory: null }, RULES, RESERVED)).toBeCloseTo(2.5);
    expect(filledBy({ time: 0, cpu: null, memory: 10 }, RULES, RESERVED)).toBeNull();
    expect(filledBy({ time: 0, cpu: 1, memory: null }, RULES, { cpu: 0, memory: 0 })).toBeNull();
  });

  it('is made up so that it touches both bounds', () => {
    const counts = numbers(madeUp({ ...RULES, min: 2 }, RESERVED, 100_000), { ...RULES, min: 2 });
    expect(Math.min(...counts)).toBe(2);
    expect(Math.max(...counts)).toBe(10);
    expect(counts).toHaveLength(361);
  });

  it('begins where something is known', () => {
    const chart = (metric: 'cpu' | 'memory', points: [number, number | null][]) => ({
      ...{ metric, unit: 'cores' as const, of: 'service' as const, points, request: null, limit: null },
    });
    const charts = [
      chart('cpu', [
        [0, null],
        [15, 0.5],
        [30, null],
      ]),
      chart('memory', [
        [0, null],
        [15, null],
        [30, 7],
      ]),
    ];
    expect(samplesOf({ range: '6h', start: 0, end: 30, step: 15, charts })).toEqual([
      { time: 15, cpu: 0.5, memory: null },
      { time: 30, cpu: null, memory: 7 },
    ]);
  });
});
