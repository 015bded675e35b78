import { describe, expect, it } from 'vitest';

import { groupsFor, shownNumber, stepFor, valueOf } from './numbers';

const total = { count: 2, seconds: 5_400, core_hours: '0.75', gib_hours: '3', cost: null };

describe('numbers of a report', () => {
  it('are read from decimals, and seconds become hours', () => {
    expect(valueOf(total, 'core_hours')).toBe(0.75);
    expect(valueOf(total, 'hours')).toBe(1.5);
    expect(valueOf(total, 'cost')).toBe(0);
  });

  it('keep the digits that matter', () => {
    expect(shownNumber(0.75, 'en')).toBe('0.75');
    expect(shownNumber(12_345.678, 'en')).toBe('12,345.68');
    expect(shownNumber(0.000574, 'en')).toBe('0.0006');
    expect(shownNumber(0, 'en')).toBe('0');
  });
});

describe('a chart', () => {
  it('has hours for up to two days, else days', () => {
    expect(stepFor('2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z')).toBe('hour');
    expect(stepFor('2026-05-01T00:00:00Z', '2026-05-08T00:00:00Z')).toBe('day');
    expect(stepFor(undefined, undefined)).toBe('day');
  });
});

describe('groups', () => {
  it('name what is above them, and the resource where there are several', () => {
    expect(groupsFor('application', 'container')).toEqual(['tenant', 'application']);
    expect(groupsFor('tenant', 'all')).toEqual(['tenant', 'resource']);
    expect(groupsFor('size', 'image_storage')).toEqual(['tenant', 'registry', 'size']);
  });
});
