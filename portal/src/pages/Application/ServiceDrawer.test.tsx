import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Container, Revision } from '../../api/services';
import { application, config, service, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const web = service('web', {
  revision: 2,
  config: {
    image: 'shop/web:2',
    env: { GREETING: 'hello' },
    depends_on: ['api'],
    probes: { readiness: { http_path: '/healthz' } },
  },
});
const shop = application('shop', [web]);

const container: Container = {
  pod: 'web-abc',
  container: 'web',
  image: 'shop/web:2',
  host: 'node-1',
  address: '10.0.0.7',
  state: 'waiting',
  reason: 'CrashLoopBackOff',
  ready: false,
  restarts: 7,
  started_at: null,
  revision: 2,
};

const revision = (number: number, image: string): Revision => ({
  number,
  config: config({ image }),
  note: number === 2 ? 'Say hello' : '',
  rolled_back_to: number === 2 ? 1 : null,
  created_at: '2026-05-04T10:00:00Z',
  created_by: 'mei',
  current: number === 2,
});

function open(tab: string) {
  platformWith([shop]);
  answers('/services/service-web/containers', { items: [container], total: 1, page: 1, page_size: 500 });
  answers('/services/service-web/revisions', [revision(1, 'shop/web:1'), revision(2, 'shop/web:2')]);
  answers('/services/service-web/variables', [
    { name: 'API_SERVICE_HOST', value: 'api', provided_by: 'api' },
  ]);
  return openPortal(`/applications/app-shop/services/service-web/${tab}`);
}

describe('looking inside a service', () => {
  it('shows its configuration', async () => {
    open('overview');
    expect(await screen.findByText('shop/web:2')).toBeInTheDocument();
    expect(screen.getByText('Readiness: GET :8000/healthz')).toBeInTheDocument();
    expect(screen.getByText('As the image says')).toBeInTheDocument();
  });

  it('shows the variables that dependencies provide, and its own', async () => {
    open('variables');
    expect(await screen.findByText('API_SERVICE_HOST')).toBeInTheDocument();
    const own = within(screen.getByRole('table', { name: 'Set on the service' }));
    expect(own.getByText('GREETING')).toBeInTheDocument();
  });

  it('shows containers with why they wait and how often they were restarted', async () => {
    open('containers');
    expect(await screen.findByText('web-abc')).toBeInTheDocument();
    expect(screen.getByText('CrashLoopBackOff')).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: '7' })).toBeInTheDocument();
  });

  it('returns to an earlier revision after showing what that changes', async () => {
    const { user } = open('revisions');
    const sent = recorder('post', '/services/service-web/rollback', web.status, 202);
    expect(await screen.findByText('Say hello')).toBeInTheDocument();
    expect(screen.getByText('Rolled back to revision 1')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Roll back to this' }));
    // The component library gives all ids one value under test, so that the drawer and this dialog share their name.
    expect(await screen.findAllByText('Roll web back to revision 1?')).not.toEqual([]);
    const [, question] = screen.getAllByRole('dialog');
    const asking = within(question ?? document.body);
    expect(asking.getByText('shop/web:1')).toBeInTheDocument();
    await user.click(asking.getByRole('button', { name: 'Roll back' }));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ revision: 1 }]));
  });

  it('follows the log, and of one container when it is chosen', async () => {
    const asked: string[] = [];
    server.use(
      http.get(at('/services/service-web/logs'), ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.text('first line\nsecond line\n');
      }),
    );
    const { user } = open('containers');
    const inTable = within(await screen.findByRole('table', { name: 'Containers' }));
    await user.click(await inTable.findByRole('button', { name: 'Logs' }));
    expect(await screen.findByText(/second line/)).toBeInTheDocument();
    expect(asked[0]).toContain('follow=true');
    expect(asked[0]).toContain('pod=web-abc');
  });

  it('says why there is no log', async () => {
    refuses('get', '/services/service-web/logs', 503, {
      message: 'The cluster does not answer',
      request_id: 'r-8',
    });
    open('logs');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The cluster does not answer');
    expect(alert).toHaveTextContent('r-8');
  });

  it('offers what can be done with the service', async () => {
    const { user } = open('overview');
    const scaled = recorder('post', '/services/service-web/scale', web.status, 202);
    const inside = within(await screen.findByRole('dialog'));
    expect(await inside.findByRole('button', { name: 'More actions for web' })).toBeVisible();
    await user.click(inside.getByRole('button', { name: 'Scale' }));
    const replicas = await screen.findByRole('spinbutton');
    await user.clear(replicas);
    await user.type(replicas, '3{Enter}');
    await waitFor(() => expect(scaled.map(({ body }) => body)).toEqual([{ replicas: 3 }]));
  });

  it('complains about a number out of bounds, and never sends another one in its place', async () => {
    const { user } = open('overview');
    const scaled = recorder('post', '/services/service-web/scale', web.status, 202);
    const inside = within(await screen.findByRole('dialog'));
    await user.click(await inside.findByRole('button', { name: 'Scale' }));
    const replicas = await screen.findByRole('spinbutton');
    await user.clear(replicas);
    await user.type(replicas, '5000{Enter}');
    expect(await screen.findByText('A whole number from 0 to 500')).toBeVisible();
    expect(replicas).toHaveValue('5000');
    await user.clear(replicas);
    await user.type(replicas, '500{Enter}');
    await waitFor(() => expect(scaled.map(({ body }) => body)).toEqual([{ replicas: 500 }]));
  });

  it('offers nothing to those who may only look', async () => {
    platformWith([shop], viewerSession());
    openPortal('/applications/app-shop/services/service-web/overview');
    const inside = within(await screen.findByRole('dialog'));
    expect(await inside.findByText('shop/web:2')).toBeVisible();
    expect(inside.queryByRole('button', { name: 'Scale' })).toBeNull();
  });

  it('says when there is no such service', async () => {
    platformWith([shop]);
    openPortal('/applications/app-shop/services/another');
    expect(await screen.findByText('There is no such service, or it was deleted')).toBeInTheDocument();
  });
});
