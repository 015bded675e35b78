import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { CanaryTraffic } from '../../api/canary';
import type { Container, ServiceStatus } from '../../api/services';
import { application, config, page, reason, service, session, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const web = service('web', { replicas: 2, revision: 3, config: { image: 'web:1', domain: 'shop' } });

const pod = (name: string, changed: Partial<Container> = {}): Container => ({
  pod: name,
  container: 'web',
  image: 'web:1',
  host: 'one',
  address: null,
  state: 'running',
  reason: null,
  ready: true,
  restarts: 0,
  started_at: null,
  revision: 3,
  ...changed,
});

type Points = [number, number | null][];

const START = 1_780_000_000;
const over = (...values: (number | null)[]): Points =>
  values.map((value, index) => [START + index * 15, value]);

function traffic(changed: Partial<CanaryTraffic> = {}): CanaryTraffic {
  return {
    start: START,
    end: START + 30,
    step: 15,
    window: 300,
    stable: { requests: 9, errors: 0.0012, latency: 0.0123 },
    canary: { requests: 1.05, errors: 0.2, latency: null },
    comparisons: [
      { measure: 'requests', stable: over(8, 9, 10), canary: over(null, 1, 1.1) },
      { measure: 'errors', stable: over(0, 0.001, 0.002), canary: over(null, 0.2, 0.2) },
      { measure: 'latency', stable: over(0.012, null, 0.013), canary: over(null, null, null) },
    ],
    reason: null,
    ...changed,
  };
}

interface Told {
  weight?: number;
  status?: Partial<ServiceStatus>;
  address?: string;
  who?: ReturnType<typeof session>;
}

function open({ weight = 10, status, address = '/services/service-web', who = session() }: Told = {}) {
  const canary = service('web-canary', {
    canaryOf: web.id,
    config: { image: 'web:2', domain: null },
    ...(status && { status }),
  });
  platformWith([application('shop', [web, canary])], who);
  answers('/services/service-web/canary', {
    canary: {
      id: canary.id,
      name: canary.name,
      weight,
      config: config({ image: 'web:2', domain: null }),
      status: canary.status,
    },
    status: web.status,
  });
  answers('/services/service-web/canary/traffic', traffic());
  answers('/services/service-web/containers', page([pod('web-a'), pod('web-b')]));
  answers(
    '/services/service-web-canary/containers',
    page([pod('web-canary-a', { revision: 1, ready: false, state: 'waiting', reason: 'ErrImagePull' })]),
  );
  return openPortal(`/applications/app-shop${address}`);
}

const panel = async () => within(await screen.findByRole('region', { name: 'Canary release' }));

/** What a question says, and the button that answers it. */
async function asked(title: string) {
  const titles = await screen.findAllByText(title);
  const dialog = titles.map((each) => each.closest<HTMLElement>('[role="dialog"]')).find((found) => found);
  return within(dialog ?? document.body);
}

describe('a canary', () => {
  it('is shown with what it tries, its share, and the pods of both', async () => {
    open();
    const shown = await panel();
    expect(await shown.findByText('90% of the requests to the present revision')).toBeVisible();
    expect(shown.getByText('10% to the canary')).toBeVisible();
    expect(shown.getByText('web:2').closest('tr')).toHaveTextContent('Imageweb:1web:2');
    expect(shown.queryByText('domain')).toBeNull();
    const pods = within(await shown.findByRole('table', { name: 'Pods of both' }));
    const rows = (await pods.findAllByText(/^web-/)).map((cell) => cell.closest('tr')?.textContent);
    expect(rows).toEqual([
      'web-canary-aCanaryErrImagePull0',
      'web-aRevision 3Ready0',
      'web-bRevision 3Ready0',
    ]);
  });

  it('is compared with its service by what the gateway counts', async () => {
    open();
    const table = within(await (await panel()).findByRole('table', { name: 'Requests of both' }));
    await table.findByText('Requests');
    const [, ...rows] = table.getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Requests9/s1.05/s',
      'Error rate (status 500 and above)0.12%20%',
      'Mean time to answer12.3 msnot known',
    ]);
    expect(table.getByText('20%')).toHaveAttribute('data-worse', 'true');
    expect(table.getByRole('img', { name: 'Requests of both over time: at most 10/s' })).toBeInTheDocument();
  });

  it('says why there is nothing to compare', async () => {
    open();
    answers('/services/service-web/canary/traffic', traffic({ reason: reason({ message: 'Too early' }) }));
    expect(await (await panel()).findByText('Too early')).toBeVisible();
  });

  it('says that the gateway counts nothing where that is not set', async () => {
    open();
    const unset = {
      code: 'prometheus.gateway_not_set',
      message: 'Not shown',
      hint: 'An administrator sets it',
    };
    refuses('get', '/services/service-web/canary/traffic', 503, unset);
    const shown = await panel();
    expect(await shown.findByText('Not shown')).toBeVisible();
    expect(shown.getByText('An administrator sets it')).toBeVisible();
    expect(shown.getByRole('table', { name: 'Pods of both' })).toBeInTheDocument();
  });

  it('says why it is not ready, and that requests wait for it', async () => {
    open({ status: { state: 'degraded', ready: 0, reason: reason() } });
    const shown = await panel();
    expect(await shown.findByText('It exits with code 1')).toBeVisible();
    expect(shown.getByText(/^0 of 1 replicas of the canary are ready/)).toBeVisible();
  });

  it('gets another share, one of the steps or any', async () => {
    const { user } = open();
    const sent = recorder('put', '/services/service-web/canary/weight', {}, 202);
    const shown = await panel();
    expect(await shown.findByRole('button', { name: '10%' })).toHaveAttribute('aria-pressed', 'true');
    await user.click(shown.getByRole('button', { name: '50%' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    const number = shown.getByLabelText('Any other share, in percent');
    await user.clear(number);
    await user.type(number, '25');
    await user.click(shown.getByRole('button', { name: 'Set' }));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ weight: 50 }, { weight: 25 }]));
  });

  it('is promoted after a question that shows what is taken over', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-web/canary/promote', {}, 202);
    await user.click(await (await panel()).findByRole('button', { name: 'Promote' }));
    const asking = await asked('Let web run what its canary runs?');
    expect(asking.getByText(/^Makes revision 4 of this configuration/)).toBeVisible();
    expect(asking.getByText('web:2')).toBeVisible();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Promote' }));
    expect(await screen.findByText('web takes over what its canary runs')).toBeVisible();
    expect(sent).toHaveLength(1);
  });

  const askedToPromote = async (seen: CanaryTraffic) => {
    const { user } = open();
    answers('/services/service-web/canary/traffic', seen);
    await user.click(await (await panel()).findByRole('button', { name: 'Promote' }));
    return asked('Let web run what its canary runs?');
  };

  it('that fails clearly more requests is not promoted without a warning and the figures of both', async () => {
    const asking = await askedToPromote(traffic());
    expect(
      await asking.findByText('The canary fails 20% of its requests, the present revision 0.12%'),
    ).toBeVisible();
    const table = within(await asking.findByRole('table', { name: 'Requests of both' }));
    expect((await table.findByText('Requests')).closest('tr')).toHaveTextContent('9/s1.05/s');
  });

  it.each([0, null])('that was sent no requests (%s) is not promoted without a warning', async (requests) => {
    const asking = await askedToPromote(traffic({ canary: { requests, errors: null, latency: null } }));
    expect(await asking.findByText('The canary was sent no request in the last 5 minutes')).toBeVisible();
  });

  it('that fails as few requests as its service is promoted without a warning', async () => {
    const asking = await askedToPromote(traffic({ canary: { requests: 1, errors: 0.002, latency: null } }));
    await asking.findByRole('table', { name: 'Requests of both' });
    expect(asking.queryByRole('alert')).toBeNull();
  });

  it('is taken away after a question', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-web/canary/abort', {}, 202);
    await user.click(await (await panel()).findByRole('button', { name: 'Abort' }));
    const asking = await asked('Take the canary of web away?');
    expect(asking.getByText(/^All requests go to revision 3 again/)).toBeVisible();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Abort' }));
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('is refused in plain words', async () => {
    const { user } = open();
    const refused = { code: 'service.canary_not_ready', message: 'Not all replicas are ready', hint: 'Wait' };
    refuses('post', '/services/service-web/canary/promote', 409, refused);
    await user.click(await (await panel()).findByRole('button', { name: 'Promote' }));
    await user.click(
      (await asked('Let web run what its canary runs?')).getByRole('button', { name: 'Promote' }),
    );
    expect(await screen.findByText('Not all replicas are ready')).toBeVisible();
    expect(screen.getByText('Wait')).toBeVisible();
  });

  it('is only looked at by those who may not change it', async () => {
    open({ who: viewerSession() });
    const shown = await panel();
    expect(await shown.findByText('10% to the canary')).toBeVisible();
    expect(shown.queryByRole('button')).toBeNull();
  });
});

describe('the services of an application', () => {
  it('have a canary as a part of its service', async () => {
    open({ address: '', weight: 50, status: { state: 'degraded', ready: 0, reason: reason() } });
    const table = within(await screen.findByRole('table', { name: 'Services' }));
    const line = await table.findByRole('link', { name: 'Canary: 50% of the requests' });
    expect(line).toHaveAttribute('href', '/applications/app-shop/services/service-web');
    expect(line.closest('tr')).toHaveTextContent('It exits with code 1');
    expect(table.queryByText('web-canary')).toBeNull();
    expect(table.queryByRole('button', { name: 'Upgrade' })).toBeNull();
    expect(table.getByRole('button', { name: 'Canary' })).toBeVisible();
  });

  it('lead from a canary to the service that it is of', async () => {
    open({ address: '/services/service-web-canary' });
    expect(await screen.findByText(/^This is the canary of web/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'To web and its canary' })).toHaveAttribute(
      'href',
      '/applications/app-shop/services/service-web',
    );
    expect(screen.queryByRole('button', { name: 'Hold back rolling updates' })).toBeNull();
  });
});
