import { describe, expect, it } from 'vitest';

import { hostRoutes, route } from '../../test/data';

import { networksOf, nobodyReports, problemsOf, routeTo, signsOf } from './matrix';

const a = hostRoutes('a', '10.44.1.0/24', [route('b', '10.44.2.0/24')]);
const b = hostRoutes('b', '10.44.2.0/24', [route('a', '10.44.1.0/24', { state: 'missing' })]);

describe('the matrix', () => {
  it('has a column for each network, also of hosts that are not among the rows', () => {
    expect(networksOf([a])).toEqual([
      { host: 'a', network: '10.44.1.0/24' },
      { host: 'b', network: '10.44.2.0/24' },
    ]);
  });

  it('has no way from a host to itself', () => {
    expect(routeTo(a, { host: 'a', network: '10.44.1.0/24' })).toBeUndefined();
    expect(routeTo(a, { host: 'b', network: '10.44.2.0/24' })?.state).toBe('ok');
  });

  it('tells two hosts that claim the same network apart', () => {
    const twice = hostRoutes('c', '10.44.2.0/24', []);
    expect(networksOf([b, twice])).toHaveLength(3);
  });
});

describe('what the agents tell', () => {
  it('is a problem when it is not in order, and none when nobody told', () => {
    const untold = hostRoutes('c', '10.44.3.0/24', [route('a', '10.44.1.0/24', { state: 'unknown' })]);
    expect(problemsOf([a, b, untold]).map(({ from }) => from)).toEqual(['b']);
  });

  it('can be nothing at all', () => {
    expect(nobodyReports([{ ...a, agent: 'absent' }])).toBe(true);
    expect(nobodyReports([{ ...a, agent: 'absent' }, b])).toBe(false);
    expect(nobodyReports([])).toBe(false);
  });

  it('is a sign once, however many tell it, that the cluster routes by itself', () => {
    const reporting = { mode: 'report_only', cause: 'cni_device', cause_detail: 'flannel.1' } as const;
    const told = { ...b, mode: 'report_only' as const, cause: 'told' };
    expect(signsOf([{ ...a, ...reporting }, { ...b, ...reporting }, told])).toEqual([
      { cause: 'cni_device', detail: 'flannel.1' },
    ]);
  });
});
