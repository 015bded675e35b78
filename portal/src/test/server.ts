/** The API as a test tells it: what is asked for without having been told fails the test. */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';

import type { Application } from '../api/applications';
import type { ErrorDetail } from '../api/errors';
import type { Session } from '../api/session';

import { ENGINES, page, platform, session } from './data';

export const server = setupServer();

export const at = (path: string) => `${window.location.origin}/api/v1${path}`;

/** An error as the server words it. */
export function refusal(status: number, detail: Partial<ErrorDetail>) {
  const whole: ErrorDetail = {
    code: 'test.refused',
    message: 'Refused',
    message_zh: '已拒绝',
    hint: '',
    hint_zh: '',
    field: null,
    params: {},
    request_id: 'abc123',
    ...detail,
  };
  return HttpResponse.json({ error: whole }, { status });
}

export interface Recorded {
  body: unknown;
  path: string;
  query: URLSearchParams;
}

/** Answers a changing request and keeps what was sent. */
export function recorder(
  method: 'post' | 'patch' | 'put' | 'delete',
  path: string,
  answer: object,
  status = 200,
) {
  const calls: Recorded[] = [];
  server.use(
    http[method](at(path), async ({ request }) => {
      const url = new URL(request.url);
      const text = await request.text();
      calls.push({
        body: text ? (JSON.parse(text) as unknown) : null,
        path: url.pathname,
        query: url.searchParams,
      });
      return status === 204 ? new HttpResponse(null, { status }) : HttpResponse.json(answer, { status });
    }),
  );
  return calls;
}

export function refuses(
  method: 'get' | 'post' | 'patch' | 'put' | 'delete',
  path: string,
  status: number,
  detail: Partial<ErrorDetail>,
) {
  server.use(http[method](at(path), () => refusal(status, detail)));
}

export function answers(path: string, body: object) {
  server.use(http.get(at(path), () => HttpResponse.json(body)));
}

/** A platform with these applications, and somebody who is logged in. */
export function platformWith(applications: Application[], who: Session = session()) {
  answers('/session', who);
  answers('/platform', platform());
  answers('/sso', { oidc: null, ldap: false });
  answers('/tenants', page([]));
  answers('/partitions', page([]));
  answers('/managed-engines', ENGINES);
  answers('/activities', { running: 0, items: [] });
  for (const application of applications) {
    answers(`/applications/${application.id}`, application);
    answers(`/applications/${application.id}/traffic`, { window: 120, services: [], reason: null });
  }
  server.use(
    http.get(at('/applications'), ({ request }) => {
      const q = new URL(request.url).searchParams.get('q') ?? '';
      return HttpResponse.json(page(applications.filter(({ name }) => name.includes(q))));
    }),
  );
}
