import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { at, refusal, server } from '../test/server';

import type { ApiError } from './errors';
import { logAddress } from './logs';
import { lineCutter, readLines } from './streams';

const asked = { source: { serviceId: 's-1', pod: null }, follow: false, previous: false, tail: 100 };

function read(): Promise<{ lines: string[]; error: ApiError | null }> {
  const lines: string[] = [];
  return new Promise((done) => {
    readLines(logAddress(asked), {
      lines: (more) => lines.push(...more),
      ended: () => done({ lines, error: null }),
      failed: (error) => done({ lines, error }),
    });
  });
}

describe('the address of a log', () => {
  it('names the pod only when one is asked for', () => {
    expect(logAddress(asked)).toBe('/api/v1/services/s-1/logs?tail=100&follow=false&previous=false');
    expect(logAddress({ ...asked, source: { serviceId: 's-1', pod: 'web-1' } })).toContain('&pod=web-1');
  });

  it('of one container asks for no service', () => {
    const place = { tenant_id: 't 1', pod: 'job-x', container: 'main' };
    expect(logAddress({ ...asked, source: { place } })).toBe(
      '/api/v1/containers/t%201/job-x/main/logs?tail=100&follow=false&previous=false',
    );
  });
});

describe('cutting text into lines', () => {
  it('holds back a line until it is whole', () => {
    const cut = lineCutter();
    expect([cut('one\ntw'), cut('o'), cut('\n\nthr')]).toEqual([['one'], [], ['two', '']]);
  });
});

describe('reading a log', () => {
  it('gives all lines, also a last one without an end', async () => {
    server.use(http.get(at('/services/s-1/logs'), () => HttpResponse.text('one\n二\nthree')));
    expect(await read()).toEqual({ lines: ['one', '二', 'three'], error: null });
  });

  it('tells why it is refused', async () => {
    server.use(http.get(at('/services/s-1/logs'), () => refusal(503, { code: 'cluster.unavailable' })));
    expect((await read()).error?.detail.code).toBe('cluster.unavailable');
  });

  it('tells that the platform cannot be reached', async () => {
    server.use(http.get(at('/services/s-1/logs'), () => HttpResponse.error()));
    expect((await read()).error?.detail.code).toBe('client.unreachable');
  });
});
