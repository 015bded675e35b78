import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { switchLanguage } from '../../i18n/language';
import {
  adminSession,
  application,
  charts,
  counts,
  overview,
  page,
  reason,
  service,
  session,
  staffOverview,
  tenant,
  user,
  viewerSession,
} from '../../test/data';
import { FakeEventSource } from '../../test/events';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const failing = {
  application_id: 'app-shop',
  application: 'shop',
  service_id: 'service-web',
  service: 'web',
  tenant_id: 'tenant-1',
  tenant: 'acme',
  state: 'degraded',
  ready: 0,
  desired: 2,
  reason: reason(),
  since: '2026-05-04T10:00:00Z',
} as const;
const EXAMPLE = { name: 'example', description: '', configuration: [], services: [] };

function asUser(seen = overview(), who = session()) {
  platformWith([application('shop', [service('web')])], who);
  answers('/overview', seen);
  answers('/tenants/tenant-1/charts', charts());
  return openPortal('/');
}

function asStaff(seen = staffOverview()) {
  platformWith([], adminSession());
  answers('/overview', seen);
  answers('/charts', charts());
  return openPortal('/');
}

const step = async (title: string) => {
  const item = (await screen.findByText(title)).closest('li');
  if (!item) throw new Error(`no step ${title}`);
  return within(item);
};

describe('what is wrong', () => {
  it('comes first, with its plain reason in the chosen language and a link', async () => {
    asUser(overview({ failing: { total: 12, items: [failing] } }));
    const link = await screen.findByRole('link', { name: 'shop/web' });
    expect(link).toHaveAttribute('href', '/applications/app-shop/services/service-web');
    expect(screen.getByText('It exits with code 1')).toBeVisible();
    expect(screen.getByText('and 11 more')).toBeVisible();
    expect(screen.queryByText('Nothing is wrong')).not.toBeInTheDocument();
    await switchLanguage('zh');
    expect(await screen.findByText('退出码为 1')).toBeVisible();
  });

  it('names hosts, full tenants and what the platform does not see to its staff', async () => {
    const seen = staffOverview();
    asStaff({
      ...seen,
      platform: seen.platform && {
        ...seen.platform,
        sight: { status: 'out_of_sight', unseen: ['Pod'] },
        hosts: {
          total: 2,
          ready: 1,
          troubles_total: 1,
          troubles: [
            { name: 'n2', state: 'not_ready', pressures: ['DiskPressure'], message: 'the disk is full' },
          ],
        },
        full_tenants: {
          total: 1,
          items: [
            { id: 't', name: 'acme', shares: [{ what: 'cpu', used: '3800m', limit: '4', percent: 95 }] },
          ],
        },
      },
    });
    expect(await screen.findByText('The cluster does not answer for: Pod')).toBeVisible();
    expect(screen.getByRole('link', { name: 'n2' })).toHaveAttribute('href', '/hosts/n2');
    expect(screen.getByText('It says: DiskPressure')).toBeVisible();
    expect(screen.getByText('the disk is full')).toBeVisible();
    expect(screen.getByText('CPU 3.8 of 4 cores')).toBeVisible();
  });

  it('names certificates that end, with a link to their domains', async () => {
    const certificate = {
      domain_id: 'domain-1',
      host: 'www.example.org',
      name: 'www.example.org',
      tenant_id: 'tenant-1',
      tenant: 'acme',
      state: 'urgent',
      reason: {
        code: 'certificate.ends_soon',
        message: 'It expires in 5 days',
        message_zh: '将在 5 天后过期',
        hint: 'Set a new one',
        hint_zh: '请更换',
      },
      not_after: '2026-05-09T00:00:00Z',
    } as const;
    asUser(overview({ certificates: { total: 3, items: [certificate] } }));
    const link = await screen.findByRole('link', { name: 'www.example.org' });
    expect(link).toHaveAttribute('href', '/domains?q=www.example.org');
    expect(screen.getByText('Ends in days')).toBeVisible();
    expect(screen.getByText('It expires in 5 days')).toBeVisible();
    expect(screen.getByText('Set a new one')).toBeVisible();
    expect(screen.getByText('and 2 more')).toBeVisible();
    await switchLanguage('zh');
    expect(await screen.findByText('将在 5 天后过期')).toBeVisible();
  });

  it('is said to be nothing, or unknown', async () => {
    asUser();
    expect(await screen.findByText('Nothing is wrong')).toBeVisible();
    expect(screen.getByRole('meter', { name: 'CPU' })).toHaveAttribute('aria-valuenow', '25');
    answers('/overview', overview({ known: false }));
    FakeEventSource.current.open();
    expect(await screen.findByText(/has not been seen yet/)).toBeVisible();
  });

  it('is asked for again when the cluster changes, once for all events of a moment', async () => {
    asUser();
    await screen.findByText('Nothing is wrong');
    answers('/overview', overview({ failing: { total: 1, items: [failing] } }));
    const { status } = application('shop', [service('web')]);
    FakeEventSource.current.tell('application', status);
    FakeEventSource.current.tell('application', status);
    expect(await screen.findByText('It exits with code 1')).toBeVisible();
  });

  it('offers to try again when it cannot be told, with the request', async () => {
    platformWith([]);
    refuses('get', '/overview', 503, { message: 'Not now' });
    const { user: person } = openPortal('/');
    expect(await screen.findByText('Request abc123')).toBeVisible();
    answers('/overview', overview());
    answers('/tenants/tenant-1/charts', charts());
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Nothing is wrong')).toBeVisible();
  });
});

it('shows what was done lately, and what was refused', async () => {
  const done = {
    id: 'o1',
    time: '2026-05-04T10:00:00Z',
    actor_id: 'u',
    actor_name: 'li',
    tenant_id: 'tenant-1',
    action: 'service.scale',
    object_kind: 'service',
    object_id: 's',
    object_name: 'shop/web',
    outcome: 'quota.exceeded',
  };
  asUser(overview({ operations: [done, { ...done, id: 'o2', outcome: 'ok', object_name: 'shop/db' }] }));
  expect(await screen.findByRole('link', { name: 'Scale: Service shop/web' })).toHaveAttribute(
    'href',
    '/operations/o1',
  );
  expect(screen.getAllByText('Refused')).toHaveLength(1);
});

it('says how to get charts where there is no Prometheus', async () => {
  asUser();
  refuses('get', '/tenants/tenant-1/charts', 409, {
    code: 'prometheus.not_set',
    message: 'There are no charts',
  });
  expect(await screen.findByText('There are no charts')).toBeVisible();
});

describe('first steps of a tenant’s user', () => {
  it('publish the example at one press, and lead to it', async () => {
    const { user: person, router } = asUser();
    answers('/example', EXAMPLE);
    const sent = recorder('post', '/applications/apply', {
      created: true,
      changes: [],
      application: application('shop', [service('web')]),
    });
    await person.click(await screen.findByRole('button', { name: 'Publish the example' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop'));
    expect(sent[0]?.query.get('publish')).toBe('true');
    expect(sent[0]?.body).toEqual(EXAMPLE);
    expect(await screen.findByText('shop is being published: follow it in the bell')).toBeVisible();
  });

  it('tick themselves by what is there, open the address and scale', async () => {
    const address = {
      application_id: 'app-shop',
      application: 'shop',
      service_id: 'service-web',
      service: 'web',
      url: 'http://shop.apps.localhost/',
      ready: true,
      desired: 1,
    };
    const there = { applications: { running: 1 }, services_wanted: 1 };
    const { user: person } = asUser(overview({ counts: counts(there), addresses: [address] }));
    expect((await step('Publish an application')).getByRole('img', { name: 'Done' })).toBeVisible();
    const open = await step('Open its address');
    expect(open.getByRole('img', { name: 'To do' })).toBeVisible();
    await person.click(open.getByRole('link', { name: 'Open shop.apps.localhost' }));
    expect(await open.findByRole('img', { name: 'Done' })).toBeVisible();

    const scaled = recorder('post', '/services/service-web/scale', {}, 202);
    answers(
      '/overview',
      overview({ counts: counts({ ...there, services_scaled: 1 }), addresses: [address] }),
    );
    await person.click(screen.getByRole('button', { name: 'Run 2 replicas' }));
    await waitFor(() => expect(screen.queryByText('First steps')).not.toBeInTheDocument());
    expect(scaled[0]?.body).toEqual({ replicas: 2 });
  });

  it('are put away for good, and not shown to those who know their way', async () => {
    const { user: person } = asUser();
    await person.click(await screen.findByRole('button', { name: 'Hide' }));
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
    expect(localStorage.getItem('slipway.steps.hidden.user-1')).not.toBeNull();
  });

  it('tell who may only look whom to ask', async () => {
    asUser(overview(), viewerSession());
    expect(await screen.findByText(/ask a tenant administrator/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Publish the example' })).not.toBeInTheDocument();
  });
});

describe('first steps of an administrator', () => {
  it('are done in their order, each by its own dialog', async () => {
    const { user: person } = asStaff();
    expect((await step('Have a host')).getByRole('img', { name: 'Done' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'New user' })).toBeDisabled();
    const made = recorder('post', '/tenants', tenant({ name: 'acme' }), 201);
    answers('/quota-presets', page([]));
    await person.click(screen.getByRole('button', { name: 'New tenant' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New tenant' }));
    await person.type(dialog.getByLabelText('Tenant name'), 'acme');
    answers('/overview', staffOverview({ counts: counts({ tenants: 1, users_of_tenants: 0 }) }));
    await person.click(dialog.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(made).toHaveLength(1));
    await waitFor(() => expect(screen.getByRole('button', { name: 'New user' })).toBeEnabled());
    expect((await step('Create a tenant')).getByRole('img', { name: 'Done' })).toBeVisible();
  });

  it('publish the example for a tenant', async () => {
    const { user: person, router } = asStaff(
      staffOverview({ counts: counts({ tenants: 1, users_of_tenants: 1 }) }),
    );
    answers('/tenants', page([tenant({ name: 'acme' })]));
    answers('/example', EXAMPLE);
    answers('/applications/app-shop', application('shop', [service('web')]));
    const sent = recorder('post', '/applications/apply', {
      created: true,
      changes: [],
      application: application('shop', [service('web')]),
    });
    await person.click(await screen.findByRole('button', { name: 'Publish the example' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('acme')).toBeVisible();
    await person.click(dialog.getByRole('button', { name: 'Publish the example' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop'));
    expect(sent[0]?.body).toEqual({ ...EXAMPLE, tenant_id: 'tenant-1' });
  });

  it('hand on the password of the user that was made', async () => {
    const { user: person } = asStaff(
      staffOverview({ counts: counts({ tenants: 1, users_of_tenants: 0, services_wanted: 1 }) }),
    );
    answers('/tenants', page([tenant({ name: 'acme' })]));
    recorder('post', '/users', user({ username: 'mei' }), 201);
    await person.click(await screen.findByRole('button', { name: 'New user' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New user' }));
    await person.type(dialog.getByLabelText('User name'), 'mei');
    await dialog.findByText('acme');
    await person.click(dialog.getByRole('button', { name: 'Generate a password' }));
    const all = { tenants: 1, users_of_tenants: 1, services_wanted: 1 };
    answers('/overview', staffOverview({ counts: counts(all) }));
    await person.click(dialog.getByRole('button', { name: 'Create' }));
    expect(await screen.findByRole('dialog', { name: /mei/ })).toBeVisible();
    await waitFor(() => expect(screen.getByText('4 of 4 done')).toBeVisible());
    await person.click(screen.getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(screen.queryByText('First steps')).not.toBeInTheDocument());
  });
});
