import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Application } from '../../api/applications';
import type { Schemas } from '../../api/client';
import { switchLanguage } from '../../i18n/language';
import { application, page, partition, platform, reason, service, viewerSession } from '../../test/data';
import { FakeEventSource } from '../../test/events';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const URL = 'http://shop.apps.localhost:8080/';
const web = service('web', {
  replicas: 2,
  revision: 2,
  config: { depends_on: ['api'], env: { GREETING: 'hello', OLD: '1' } },
  status: { url: URL, wave: 1 },
});
const api = service('api');
const shop = application('shop', [api, web]);

const row = async (name: string) => {
  const table = await screen.findByRole('table', { name: 'Services' });
  const found = within(table).getByRole('link', { name }).closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return within(found);
};

function open(shown: Application = shop) {
  platformWith([shown]);
  answers('/volumes', page([]));
  return openPortal(`/applications/${shown.id}`);
}

async function choose(user: ReturnType<typeof openPortal>['user'], name: string, action: string) {
  await user.click((await row(name)).getByRole('button', { name: `More actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
}

const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

describe('the page of an application', () => {
  it('shows each service with state, replicas, wave, image, revision and address', async () => {
    open();
    const found = await row('web');
    expect(found.getByText('Running')).toBeVisible();
    expect(found.getByRole('img', { name: '2 of 2 ready' })).toBeVisible();
    expect(found.getByRole('cell', { name: '2' })).toBeVisible();
    expect(found.getByText('web:1')).toBeVisible();
    expect(found.getByText('Revision 2')).toBeVisible();
    expect(found.getByRole('link', { name: /shop\.apps/ })).toHaveAttribute('href', URL);
  });

  it('lists the services in the order in which they start', async () => {
    open();
    await row('web');
    const order = within(screen.getByRole('list', { name: 'Starting order' })).getAllByRole('listitem');
    expect(order.map((wave) => within(wave).getByRole('link').textContent)).toEqual(['api1/1', 'web2/2']);
  });

  it('says that it does not exist, in the server’s words', async () => {
    platformWith([]);
    refuses('get', '/applications/gone', 404, {
      message: 'There is no application gone',
      request_id: 'r-404',
    });
    openPortal('/applications/gone');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('There is no application gone');
    expect(alert).toHaveTextContent('r-404');
  });

  it('offers the next step when there are no services', async () => {
    const { user, router } = open(application('shop', []));
    await user.click(await screen.findByRole('button', { name: 'Add a service' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop/services/new'));
  });

  it('offers nothing to those who only look', async () => {
    platformWith([shop], viewerSession());
    openPortal('/applications/app-shop');
    const found = await row('web');
    expect(found.queryAllByRole('button')).toEqual([]);
    expect(screen.queryByRole('button', { name: 'Unpublish' })).not.toBeInTheDocument();
  });

  it('says when the cluster cannot be reached', async () => {
    platformWith([shop]);
    answers('/platform', platform({ engine_reachable: false }));
    openPortal('/applications/app-shop');
    expect(await screen.findByText('The cluster cannot be reached')).toBeVisible();
  });
});

describe('a service that does not become ready', () => {
  const broken = application('shop', [
    service('web', { status: { state: 'degraded', ready: 0, reason: reason() } }),
  ]);

  it('says why in plain words, what to do, what the cluster said, and the end of its log', async () => {
    const { user } = open(broken);
    expect(await screen.findByText('It exits with code 1')).toBeVisible();
    expect(screen.getByText('Look at its log')).toBeVisible();
    expect(screen.getByText("KeyError: 'PORT'")).toBeVisible();
    await user.click(screen.getByText('What the cluster said'));
    expect(screen.getByText('Back-off restarting failed container')).toBeVisible();
  });

  it('says so in Chinese', async () => {
    await switchLanguage('zh');
    open(broken);
    expect(await screen.findByText('退出码为 1')).toBeVisible();
    expect(screen.getByText('请查看日志')).toBeVisible();
  });

  it('can be folded away', async () => {
    const { user } = open(broken);
    await user.click(await screen.findByRole('button', { name: 'Hide' }));
    expect(screen.queryByText('Look at its log')).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Details' })).toHaveAttribute('aria-expanded', 'false');
  });

  it('waits quietly while it only waits for another one', async () => {
    const waits = reason({ code: 'waiting_for_dependency', message: 'Waits for api', log: [] });
    open(application('shop', [service('web', { status: { state: 'publishing', ready: 0, reason: waits } })]));
    expect(await screen.findByText('Waits for api')).toBeVisible();
    expect(screen.queryByText('Look at its log')).not.toBeInTheDocument();
  });
});

describe('live', () => {
  it('follows the stream of events', async () => {
    open();
    await row('web');
    const degraded = service('web', {
      replicas: 2,
      status: { state: 'degraded', ready: 1, reason: reason() },
    });
    const changed = application('shop', [api, degraded]);
    answers('/applications/app-shop', changed);
    act(() => {
      FakeEventSource.current.open();
      FakeEventSource.current.tell('application', changed.status);
    });
    expect((await row('web')).getByRole('img', { name: '1 of 2 ready' })).toBeVisible();
    expect(screen.getByText('It exits with code 1')).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent('Live');
  });

  it('says when the stream is interrupted, and when it is back', async () => {
    open();
    await row('web');
    act(() => FakeEventSource.current.open());
    act(() => FakeEventSource.current.break(false));
    expect(screen.getByRole('status')).toHaveTextContent('Reconnecting');
    act(() => FakeEventSource.current.open());
    expect(screen.getByRole('status')).toHaveTextContent('Live');
  });

  it('says that the application is gone once it was deleted elsewhere', async () => {
    open();
    await row('web');
    refuses('get', '/applications/app-shop', 404, { message: 'There is no application shop' });
    act(() => FakeEventSource.current.tell('application', { id: 'app-shop', gone: true }));
    expect(await screen.findByText('There is no application shop')).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('keeps what it knows when the server fails, and says that it may be old', async () => {
    open();
    await row('web');
    refuses('get', '/applications/app-shop', 503, {
      message: 'The database does not answer',
      request_id: 'r-6',
    });
    act(() => FakeEventSource.current.open());
    expect(await screen.findByText(/may be out of date: The database does not answer/)).toBeVisible();
    expect(screen.getByText('Request r-6')).toBeVisible();
    await row('web');
  });

  it('shows how far a rolling update has come', async () => {
    const rollout = { revision: 3, desired: 2, updated: 1, ready: 2, old: 1, done: false };
    open(application('shop', [service('web', { replicas: 2, status: { state: 'publishing', rollout } })]));
    expect(await screen.findByText('Revision 3: 1 of 2 updated, 1 old')).toBeVisible();
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
  });
});

describe('a first start', () => {
  it('is no rolling update', async () => {
    const rollout = { revision: 1, desired: 2, updated: 2, ready: 0, old: 0, done: false };
    open(
      application('shop', [
        service('web', { replicas: 2, status: { state: 'publishing', ready: 0, rollout } }),
      ]),
    );
    await row('web');
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  });
});

describe('what can be done with the application', () => {
  it('is published', async () => {
    const draft = application('shop', [service('web', { published: false })]);
    const published = recorder('post', '/applications/app-shop/publish', draft.status, 202);
    const { user } = open(draft);
    await user.click(await screen.findByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('shop is being published')).toBeVisible();
    expect(published).toHaveLength(1);
  });

  it('is refused in the server’s words, with the request id', async () => {
    const draft = application('shop', [service('web', { published: false })]);
    const { user } = open(draft);
    refuses('post', '/applications/app-shop/publish', 422, {
      message: 'The quota is too small',
      request_id: 'r-3',
    });
    await user.click(await screen.findByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('The quota is too small')).toBeVisible();
    expect(screen.getByText('Request r-3')).toBeVisible();
  });

  it('is taken down only after the consequences were confirmed', async () => {
    const { user } = open();
    const stopped = recorder('post', '/applications/app-shop/unpublish', shop.status, 202);
    await user.click(await screen.findByRole('button', { name: 'Unpublish' }));
    const asking = await dialog('Unpublish shop?');
    expect(asking.getByText(`These addresses stop answering: ${URL}`)).toBeInTheDocument();
    expect(stopped).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Unpublish' }));
    await waitFor(() => expect(stopped).toHaveLength(1));
  });

  it('is restarted after saying in which order, and what is not', async () => {
    const stopped = service('old', { published: false });
    const rollout = { revision: 1, desired: 1, updated: 1, ready: 1, old: 0, done: true, paused: true };
    const held = service('held', { status: { rollout } });
    const { user } = open(application('shop', [stopped, held], { total: 1 }));
    const sent = recorder('post', '/applications/app-shop/restart', shop.status, 202);
    await user.click(await screen.findByRole('button', { name: 'Restart' }));
    const asking = await dialog('Restart shop?');
    expect(asking.getByText(/Its published services \(1\) restart wave by wave/)).toBeInTheDocument();
    expect(asking.getByText('Not published, so not restarted: old')).toBeInTheDocument();
    expect(asking.getByText(/Paused updates: held/)).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Restart' }));
    expect(await screen.findByText(/All services of shop are restarting, wave by wave/)).toBeVisible();
    expect(sent).toHaveLength(1);
  });

  it('marks what gets no further as wrong, also while it is published', async () => {
    const status = { state: 'publishing' as const, reason: reason({ code: 'image_not_found' }) };
    open(
      application('shop', [service('web', { status }), service('api', { status: { state: 'publishing' } })]),
    );
    const toneOf = async (name: string) =>
      (await row(name)).getByText('Publishing').closest('[data-tone]')?.getAttribute('data-tone');
    expect(await toneOf('web')).toBe('bad');
    expect(await toneOf('api')).toBe('busy');
  });

  it('shows how each wave stands while it restarts', async () => {
    const moving = { revision: 1, desired: 2, updated: 1, ready: 1, old: 1, done: false, paused: false };
    const waits = reason({
      code: 'waiting_to_restart',
      message: 'Waits to restart until all of these run again: api',
    });
    const before = { ...moving, updated: 0, ready: 0, old: 2 };
    const { user } = open(
      application('shop', [
        service('db', { status: { rollout: { ...moving, old: 0, done: true }, ready: 2, desired: 2 } }),
        service('api', { status: { state: 'publishing', wave: 1, ready: 2, desired: 2, rollout: moving } }),
        service('web', {
          status: { state: 'publishing', wave: 2, ready: 2, desired: 2, rollout: before, reason: waits },
        }),
        service('old', { published: false, status: { wave: 3 } }),
      ]),
    );
    expect(await screen.findByText('Waits to restart until all of these run again: api')).toBeVisible();
    const order = within(screen.getByRole('list', { name: 'Starting order' })).getAllByRole('listitem');
    expect(order.map(({ textContent }) => textContent)).toEqual([
      'Wave 1 Readydb2/2',
      'Wave 2 Under wayapi1/2',
      'Wave 3 Waitingweb0/2',
      'Wave 4 old0/1',
    ]);
    expect(screen.queryByRole('button', { name: 'Restart' })).not.toBeInTheDocument();
    const ended = recorder('delete', '/applications/app-shop/restart', shop.status, 202);
    await user.click(screen.getByRole('button', { name: 'End restart' }));
    expect(await screen.findByText(/Nothing more of shop restarts; what has begun goes on/)).toBeVisible();
    expect(ended).toHaveLength(1);
  });

  it('is deleted only after its name was typed', async () => {
    const { user, router } = open();
    const deleted = recorder('delete', '/applications/app-shop', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete application' }));
    const asking = await dialog('Delete application shop');
    const submit = asking.getByRole('button', { name: 'Delete for good' });
    await user.type(asking.getByLabelText('Type shop to confirm'), 'sho{Enter}');
    expect(submit).toBeDisabled();
    expect(deleted).toEqual([]);
    await user.type(asking.getByLabelText('Type shop to confirm'), 'p');
    await waitFor(() => expect(submit).toBeEnabled());
    await user.click(submit);
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications'));
    expect(deleted).toHaveLength(1);
  });
});

describe('volumes of what is deleted', () => {
  const data = { id: 'v', name: 'web-data', size: '2Gi' } as Schemas['VolumeRow'];

  it('are named, and stay unless somebody says otherwise', async () => {
    const { user } = open();
    answers('/volumes', page([data]));
    const deleted = recorder('delete', '/services/service-web', {}, 204);
    const askToDelete = async () => {
      await user.click((await row('web')).getByRole('button', { name: 'More actions for web' }));
      await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
      return dialog('Delete service web?');
    };
    let asking = await askToDelete();
    expect(await asking.findByText(/Volumes stay.*: web-data \(2 GiB\)/)).toBeVisible();
    await user.click(asking.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(deleted).toHaveLength(1));
    expect(deleted[0]?.query.get('delete_volumes')).toBe('false');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    asking = await askToDelete();
    await user.click(await asking.findByRole('checkbox', { name: 'Delete the volumes too (1)' }));
    await user.click(asking.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(deleted).toHaveLength(2));
    expect(deleted[1]?.query.get('delete_volumes')).toBe('true');
  });
});

describe('what can be done with a service', () => {
  it('is scaled', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-web/scale', web.status, 202);
    await user.click((await row('web')).getByRole('button', { name: 'Scale' }));
    const scaling = await dialog('Scale web');
    const replicas = scaling.getByLabelText('Replicas');
    await user.clear(replicas);
    await user.type(replicas, '5');
    await user.click(scaling.getByRole('button', { name: 'Scale' }));
    expect(await screen.findByText('Replicas of web set to 5')).toBeVisible();
    expect(sent.map(({ body }) => body)).toEqual([{ replicas: 5 }]);
  });

  it('is upgraded by image and variables, of which only the changes are sent', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-web/upgrade', web.status, 202);
    await user.click((await row('web')).getByRole('button', { name: 'Upgrade' }));
    const upgrading = await dialog('Upgrade web');
    expect(upgrading.getByRole('button', { name: 'Upgrade' })).toBeDisabled();
    await user.type(upgrading.getByLabelText('Image'), '.1');
    const [greeting] = upgrading.getAllByLabelText('Value');
    if (!greeting) throw new Error('no variable is shown');
    await user.type(greeting, '!');
    await user.click(upgrading.getAllByRole('button', { name: 'Remove' })[1] ?? greeting);
    await user.click(upgrading.getByRole('button', { name: 'Upgrade' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({
      image: 'shop/web:1.1',
      env: { GREETING: 'hello!', OLD: null },
      note: '',
      revision: 2,
    });
  });

  it('is pinned to one of the partitions that its tenant has', async () => {
    const { user } = open();
    const tenants = [{ id: 'tenant-1', name: 'acme' }];
    answers('/partitions', page([partition('gold', { tenants }), partition('silver')]));
    const sent = recorder('put', '/services/service-web', web);
    await user.click((await row('web')).getByRole('button', { name: 'Upgrade' }));
    const upgrading = await dialog('Upgrade web');
    await user.click(await upgrading.findByLabelText('Partition'));
    const offered = await screen.findByText('gold', { selector: '.ant-select-item-option-content' });
    expect(screen.queryByText('silver')).not.toBeInTheDocument();
    await user.click(offered);
    await user.click(upgrading.getByRole('button', { name: 'Upgrade' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ config: { ...web.config, partition: 'gold' }, note: '' });
  });

  it('shows what an upgrade will change', async () => {
    const { user } = open();
    await user.click((await row('web')).getByRole('button', { name: 'Upgrade' }));
    const upgrading = await dialog('Upgrade web');
    expect(upgrading.getByText('Nothing differs')).toBeInTheDocument();
    await user.type(upgrading.getByLabelText('Image'), '.1');
    expect(await upgrading.findByText('shop/web:1.1')).toBeInTheDocument();
  });

  it('is restarted', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-web/restart', web.status, 202);
    await choose(user, 'web', 'Restart');
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('is published by itself', async () => {
    const { user } = open(application('shop', [api, service('web', { published: false })]));
    const sent = recorder('post', '/services/service-web/publish', web.status, 202);
    await choose(user, 'web', 'Publish');
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('is taken down by itself, after naming who depends on it', async () => {
    const { user } = open();
    const sent = recorder('post', '/services/service-api/unpublish', api.status, 202);
    await choose(user, 'api', 'Unpublish');
    const asking = await dialog('Unpublish service api?');
    expect(asking.getByText(/will not reach it: web/)).toBeInTheDocument();
    await user.click(asking.getByRole('button', { name: 'Unpublish' }));
    await waitFor(() => expect(sent).toHaveLength(1));
  });
});
