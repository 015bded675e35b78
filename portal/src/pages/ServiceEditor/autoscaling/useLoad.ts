/** The load that rules are tried with: what the service really used lately, or else one that is made up. */
import { useState } from 'react';

import { useServiceCharts, type Charts } from '../../../api/charts';
import type { Service } from '../../../api/services';

import { madeUp } from './madeUp';
import type { Reserved, Rules, Sample } from './simulate';

/** As few points say no more than a made-up load does. */
const FEWEST = 10;
const HOUR = 3600;

export interface Load {
  samples: readonly Sample[];
  real: boolean;
}

/** No samples until it is known what was measured. */
export function useLoad(service: Service | null, rules: Rules, reserved: Reserved): Load {
  const id = service?.id ?? null;
  const long = useServiceCharts(id, '6h');
  // What is not measured for longer is there in finer steps: peaks of a minute are lost in those of six hours.
  const young = long.data !== undefined && beganLately(long.data);
  const short = useServiceCharts(young ? id : null, '1h');
  const [now] = useState(() => Math.floor(Date.now() / 1000));
  if (long.isLoading || short.isLoading) return { samples: [], real: false };
  const measured = (young ? short.data : undefined) ?? long.data;
  const real = measured ? samplesOf(measured) : [];
  return real.length >= FEWEST
    ? { samples: real, real: true }
    : { samples: madeUp(rules, reserved, now), real: false };
}

function beganLately(charts: Charts): boolean {
  const [first] = samplesOf(charts);
  return first !== undefined && first.time > charts.end - HOUR;
}

/** From the first moment of which something is known. */
export function samplesOf({ charts }: Charts): Sample[] {
  const cpu = charts.find(({ metric }) => metric === 'cpu')?.points ?? [];
  const memory = charts.find(({ metric }) => metric === 'memory')?.points ?? [];
  const samples = cpu.map(([time, value], index) => ({
    time,
    cpu: value,
    memory: memory[index]?.[1] ?? null,
  }));
  const first = samples.findIndex((each) => each.cpu !== null || each.memory !== null);
  return first < 0 ? [] : samples.slice(first);
}
