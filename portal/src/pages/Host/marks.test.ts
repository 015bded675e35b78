import { describe, expect, it } from 'vitest';

import { host } from '../../test/data';

import { labelChange, labelRows, taintChange, taintRows } from './marks';

describe('labels', () => {
  const before = labelRows(host('n1', { labels: { rack: 'r1', disk: '', 'kubernetes.io/os': 'linux' } }));

  it('are edited without those that the cluster sets', () => {
    expect(before).toEqual([
      { key: 'rack', value: 'r1' },
      { key: 'disk', value: '' },
    ]);
  });

  it('are sent as what differs, with null for what is removed', () => {
    expect(labelChange(before, [{ key: ' rack ', value: 'r2' }, { key: 'gpu' }])).toEqual({
      rack: 'r2',
      gpu: '',
      disk: null,
    });
  });

  it('are not sent when nothing differs, nor a row that is still empty', () => {
    expect(labelChange(before, [...before, { key: '' }])).toEqual({});
  });
});

describe('taints', () => {
  const before = taintRows(
    host('n1', {
      taints: [
        { key: 'only', value: 'big', effect: 'NoSchedule' },
        { key: 'slipway.io/partition', value: 'p1', effect: 'NoSchedule' },
      ],
    }),
  );

  it('are edited without those that the platform sets', () => {
    expect(before).toEqual([{ key: 'only', value: 'big', effect: 'NoSchedule' }]);
  });

  it('of another value are replaced, for a taint is known by key and effect', () => {
    expect(taintChange(before, [{ key: 'only', value: 'small', effect: 'NoSchedule' }])).toEqual({
      add: [{ key: 'only', value: 'small', effect: 'NoSchedule' }],
      remove: [],
    });
  });

  it('of another effect are others', () => {
    expect(taintChange(before, [{ key: 'only', value: 'big', effect: 'NoExecute' }])).toEqual({
      add: [{ key: 'only', value: 'big', effect: 'NoExecute' }],
      remove: [{ key: 'only', effect: 'NoSchedule' }],
    });
  });

  it('without a value are added, too', () => {
    expect(taintChange([], [{ key: 'gpu', effect: 'NoSchedule' }]).add).toEqual([
      { key: 'gpu', value: '', effect: 'NoSchedule' },
    ]);
  });
});
