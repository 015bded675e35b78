import { describe, expect, it } from 'vitest';

import { around, linesAddress } from './runtimeLog';

describe('the address of lines', () => {
  const wanted = { source: 'pod/kube-system/dns/dns', until: '2026-05-04T10:00:00Z', q: 'a b' };

  it('asks for the last lines that match', () => {
    expect(linesAddress(wanted, 'read')).toBe(
      '/api/v1/runtime-log/lines?source=pod%2Fkube-system%2Fdns%2Fdns&until=2026-05-04T10%3A00%3A00Z&q=a+b&tail=1000',
    );
  });

  it('follows without an end', () => {
    expect(linesAddress(wanted, 'follow')).not.toContain('until');
    expect(linesAddress(wanted, 'follow')).toContain('follow=true');
  });

  it('downloads everything that matches', () => {
    expect(linesAddress(wanted, 'download')).not.toContain('tail');
  });
});

describe('directories of a node', () => {
  it('lead up to the list of all sources', () => {
    expect(around('node/one/pods/')).toBe('node/one/');
    expect(around('node/one/')).toBeUndefined();
  });
});
