import { describe, expect, it } from 'vitest';

import { envChange, NEW_SERVICE, rowsOf, serviceOf, type ServiceValues } from './serviceForm';

const entered = (values: Partial<ServiceValues>) =>
  serviceOf({ ...NEW_SERVICE, name: 'web', image: 'web:1', ...values });

describe('what a service’s form sends', () => {
  it('leaves out what was left empty, so that the server’s defaults hold', () => {
    expect(entered({ domain: ' ', readinessPath: '', resources: { cpu: '', memory: '' } })).toEqual({
      name: 'web',
      image: 'web:1',
      replicas: 1,
      ports: [],
      resources: {},
      depends_on: [],
      env: {},
    });
  });

  it('turns ports into numbers, and a path into a readiness probe', () => {
    const body = entered({ ports: ['80', '443'], readinessPath: '/healthz' });
    expect(body.ports).toEqual([{ port: 80 }, { port: 443 }]);
    expect(body.probes).toEqual({ readiness: { http_path: '/healthz' } });
  });

  it('pins a service to a partition, and none where none is chosen', () => {
    expect(entered({ partition: 'gold' }).partition).toBe('gold');
    expect(entered({ partition: null })).not.toHaveProperty('partition');
  });

  it('keeps zero replicas', () => {
    expect(entered({ replicas: 0 }).replicas).toBe(0);
  });

  it('carries variables, also empty ones', () => {
    expect(entered({ env: [{ name: ' A ', value: '1' }, { name: 'B' }] }).env).toEqual({ A: '1', B: '' });
  });
});

describe('a change of variables', () => {
  it('is what differs, with null for what is removed', () => {
    expect(envChange({ KEEP: '1', CHANGE: '1', DROP: '1' }, { KEEP: '1', CHANGE: '2', NEW: '3' })).toEqual({
      CHANGE: '2',
      NEW: '3',
      DROP: null,
    });
  });

  it('is null when nothing differs', () => {
    expect(envChange({ A: '1' }, { A: '1' })).toBeNull();
  });

  it('starts from rows of name and value', () => {
    expect(rowsOf({ A: '1' })).toEqual([{ name: 'A', value: '1' }]);
  });
});
