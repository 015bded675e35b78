import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Schemas } from '../../api/client';
import { application, image, page, service, session, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const usage: Schemas['Usage'] = {
  used: null,
  hard: { cpu: '4', memory: '8Gi', storage: '1Gi', pods: 10, volumes: 1, services: 9, domains: 9 },
  reserved: { cpu: '1', memory: '1Gi', storage: '0', pods: 2, volumes: 0, services: 2, domains: 0 },
  over: [],
  engine_reachable: true,
};
const web = service('web', {
  replicas: 2,
  revision: 3,
  config: {
    image: 'web:1',
    command: ['run', '--fast'],
    env: { GREETING: 'hello' },
    ports: [{ port: 8080, name: 'http', protocol: 'TCP' }],
    resources: { cpu: '100m', memory: '128Mi', cpu_limit: null, memory_limit: null },
    stop_grace_seconds: 30,
  },
});
const db = service('db', { config: { depends_on: ['web'] } });
const shop = application('shop', [web, db]);
const EDIT = '/applications/app-shop/services/service-web/edit';

function open(address = EDIT, shown = shop) {
  platformWith([shown], session());
  answers('/tenants/tenant-1/usage', usage);
  answers('/applications/app-shop/configuration', []);
  answers('/applications/app-shop/variables', [{ name: 'DB_SERVICE_HOST', value: 'db', provided_by: 'db' }]);
  answers('/services/service-web/revisions', []);
  answers('/storage-classes', [{ name: 'local', provisioner: 'p', expandable: true, default: true }]);
  answers('/domains', page([]));
  answers('/images/resolve', image());
  refuses('post', '/services/service-web/canary', 409, { code: 'service.canary_without_domain' });
  return openPortal(address);
}

async function retype(user: ReturnType<typeof openPortal>['user'], label: string, text: string) {
  const input = await screen.findByLabelText(label, { selector: 'input' });
  await user.clear(input);
  await user.type(input, text);
}

const review = async (user: ReturnType<typeof openPortal>['user']) => {
  await user.click(screen.getByRole('button', { name: 'Review changes' }));
  return within(await screen.findByRole('dialog'));
};

describe('the editor of a service', () => {
  it('leads those who may only look to where the service is shown', async () => {
    platformWith([shop], viewerSession());
    const { router } = openPortal(EDIT);
    expect(await screen.findByRole('heading', { name: 'shop' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-web');
  });

  it('shows what differs before it saves all of it, with the revision that was edited', async () => {
    const { user, router } = open();
    const sent = recorder('put', '/services/service-web', web);
    await retype(user, 'Image', 'web:2');
    await retype(user, 'Replicas', '3');
    const asking = await review(user);
    expect(asking.getByText('web:1')).toBeInTheDocument();
    expect(asking.getByText('web:2')).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-web'),
    );
    expect(sent.map(({ body }) => body)).toEqual([
      {
        config: { ...web.config, env_from: [], files: [], image: 'web:2' },
        note: '',
        revision: 3,
        replicas: 3,
      },
    ]);
  });

  it('offers nothing to save while nothing differs', async () => {
    open();
    expect(await screen.findByText('Nothing is changed')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Review changes' })).toBeDisabled();
  });

  it('adds a service', async () => {
    const { user, router } = open('/applications/app-shop/services/new');
    const sent = recorder('post', '/applications/app-shop/services', service('api'), 201);
    await user.type(await screen.findByLabelText('Service name'), 'api');
    await user.type(screen.getByLabelText('Image'), 'api:1');
    await user.click(screen.getByRole('button', { name: 'Add a port' }));
    await user.type(screen.getByLabelText('Number of port 1'), '9000');
    const asking = await review(user);
    await user.click(asking.getByRole('button', { name: 'Add' }));
    await waitFor(() =>
      expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-api'),
    );
    expect(sent[0]?.body).toMatchObject({
      name: 'api',
      image: 'api:1',
      ports: [{ port: 9000, name: null, protocol: 'TCP' }],
    });
  });

  it('adds a volume, and says that one which is taken away stays', async () => {
    const data = {
      name: 'data',
      mount_path: '/data',
      size: '2Gi',
      storage_class: null,
      access: 'single' as const,
    };
    const kept = service('web', {
      revision: 3,
      config: { ...web.config, volumes: [{ ...data, read_only: false }] },
    });
    const { user } = open(EDIT, application('shop', [kept]));
    const sent = recorder('put', '/services/service-web', kept);
    const first = within(await screen.findByRole('group', { name: 'Volume 1' }));
    expect(first.getByLabelText('Storage class')).toBeDisabled();
    await user.clear(first.getByLabelText('Size'));
    await user.type(first.getByLabelText('Size'), '1Gi');
    expect(await first.findByText('It is 2Gi now, and can only grow')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Remove volume 1' }));
    expect(await screen.findByText(/^data: not mounted any more/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add a volume' }));
    const added = within(await screen.findByRole('group', { name: 'Volume 1' }));
    expect(added.getByText("The cluster's default: local")).toBeVisible();
    await user.type(added.getByLabelText('Volume name'), 'cache');
    await user.type(added.getByLabelText('Directory'), '/cache');
    const asking = await review(user);
    await user.click(asking.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      config: {
        volumes: [
          {
            name: 'cache',
            mount_path: '/cache',
            size: '1Gi',
            storage_class: null,
            access: 'single',
            read_only: false,
          },
        ],
      },
    });
  });

  it('tells whether a name below the platform is free while it is typed', async () => {
    const { user } = open();
    answers('/domains/availability', {
      name: 'shop',
      host: 'shop.apps.localhost',
      available: true,
      reason: null,
    });
    await retype(user, 'Domain', 'shop');
    expect(await screen.findByText('shop.apps.localhost is free')).toBeVisible();
    const reason = {
      code: 'domain.taken',
      message: 'It is taken',
      message_zh: '已被占用',
      hint: '',
      hint_zh: '',
    };
    answers('/domains/availability', {
      name: 'shopx',
      host: 'shopx.apps.localhost',
      available: false,
      reason,
    });
    await user.type(screen.getByLabelText('Domain', { selector: 'input' }), 'x');
    expect(await screen.findByText('shopx.apps.localhost: It is taken')).toBeVisible();
  });

  it('brings an own domain at once, and leaves the service alone', async () => {
    const { user } = open();
    const sent = recorder('post', '/domains', { name: 'www.example.com' }, 201);
    await user.type(await screen.findByLabelText('Add a domain'), 'www.example.com{Enter}');
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({
      host: 'www.example.com',
      service_id: 'service-web',
      tenant_id: 'tenant-1',
    });
    expect(screen.getByText('Nothing is changed')).toBeVisible();
  });

  it('shows a refusal at its field, and marks the section', async () => {
    const { user } = open();
    refuses('put', '/services/service-web', 422, { message: 'No such image', field: 'config.image' });
    await retype(user, 'Image', 'WEB');
    const asking = await review(user);
    await user.click(asking.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('No such image')).toBeVisible();
    const list = within(screen.getByRole('navigation', { name: 'Sections' }));
    expect(list.getByText('Basics')).toHaveAttribute('data-wrong', 'true');
    expect(list.getByText('Ports')).toHaveAttribute('data-wrong', 'false');
  });

  it('tells what an image is, takes its ports, and pins it', async () => {
    const { user } = open();
    const told = image({
      ports: [
        { port: 8080, protocol: 'TCP' },
        { port: 9090, protocol: 'TCP' },
      ],
    });
    answers('/images/resolve', told);
    expect(await screen.findByText('linux/amd64, linux/arm64')).toBeVisible();
    expect(screen.getByText('8080/TCP, 9090/TCP')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Take these ports' }));
    expect(screen.getByLabelText('Number of port 2')).toHaveValue('9090');
    expect(screen.queryByRole('button', { name: 'Take these ports' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Pin exactly this one' }));
    expect(screen.getByLabelText('Image', { selector: 'input' })).toHaveValue(told.pinned);
    await user.click(await screen.findByRole('button', { name: 'Follow 1 again' }));
    expect(screen.getByLabelText('Image', { selector: 'input' })).toHaveValue('web:1');
  });

  it('warns of an image that is not there, and lets it be saved', async () => {
    const { user } = open();
    refuses('get', '/images/resolve', 404, { code: 'image.not_found', message: 'There is no web:9' });
    await retype(user, 'Image', 'web:9');
    expect(await screen.findByText('There is no web:9')).toBeVisible();
    expect(
      screen.getByText('It can be saved all the same, for an image that is still to come.'),
    ).toBeVisible();
    expect(await review(user)).toBeTruthy();
  });

  it('only says that it does not know an image when its registry does not answer', async () => {
    open();
    refuses('get', '/images/resolve', 503, { code: 'registry.unreachable', message: 'No answer' });
    expect(await screen.findByText('What the image has is not known · No answer')).toBeVisible();
    expect(screen.queryByText(/It can be saved all the same/)).not.toBeInTheDocument();
  });

  it('chooses an image by registry, name and tag', async () => {
    const { user } = open();
    const registry = { id: 'r', address: 'registry.acme.com', shared: false, tenant_id: 'tenant-1' };
    answers('/registries', page([registry]));
    answers('/images/repositories', { source: 'catalog', items: ['team/api', 'team/web'] });
    answers('/images/tags', {
      ...page([{ name: '1.2', image: 'registry.acme.com/team/api:1.2' }]),
      total: 61,
    });
    await user.click(await screen.findByRole('button', { name: 'Choose from registries' }));
    await user.click(screen.getByLabelText('Registry'));
    await user.click(await screen.findByTitle('registry.acme.com'));
    await user.click(screen.getByLabelText('Image name'));
    await user.click(await screen.findByTitle('team/api'));
    expect(screen.getByLabelText('Image', { selector: 'input' })).toHaveValue('registry.acme.com/team/api');
    expect(await screen.findByText('60 more; search for them')).toBeVisible();
    await user.click(screen.getByLabelText('Tag'));
    await user.click(await screen.findByTitle('1.2'));
    expect(screen.getByLabelText('Image', { selector: 'input' })).toHaveValue(
      'registry.acme.com/team/api:1.2',
    );
  });

  it('tries a probe as it is entered, and shows what came of it for as long as that is entered', async () => {
    const { user } = open();
    const tried = {
      pod: 'web-a',
      container: 'web',
      check: 'http://:8080/ready',
      passed: false,
      reason: {
        code: 'status',
        message: 'It answered with status 503',
        message_zh: '返回状态码 503',
        hint: 'Check the path',
        hint_zh: '请检查路径',
        detail: '',
        log: [],
      },
      milliseconds: 12,
      status: 503,
      exit_code: null,
      answer: 'starting up',
      cut: true,
    } satisfies Schemas['Tried'];
    const sent = recorder('post', '/services/service-web/probes/try', tried);
    const kinds = within(await screen.findByLabelText('Readiness: kind of check'));
    await user.click(kinds.getByText('HTTP'));
    await retype(user, 'Path', '/ready');
    await user.click(screen.getByRole('button', { name: 'Try now: Readiness' }));
    expect(await screen.findByText('It answered with status 503')).toBeVisible();
    expect(screen.getByText('Fails')).toBeVisible();
    expect(screen.getByText('http://:8080/ready in web-a, 12 ms')).toBeVisible();
    expect(screen.getByText('starting up…')).toBeVisible();
    expect(sent[0]?.body).toMatchObject({ probe: { http_path: '/ready', port: 8080, timeout_seconds: 2 } });
    await user.type(screen.getByLabelText('Path', { selector: 'input' }), 'z');
    await waitFor(() => expect(screen.queryByText('It answered with status 503')).not.toBeInTheDocument());
  });

  it('says why a probe cannot be tried', async () => {
    const { user } = open();
    refuses('post', '/services/service-web/probes/try', 409, { message: 'No running container' });
    const kinds = within(await screen.findByLabelText('Liveness: kind of check'));
    await user.click(kinds.getByText('TCP'));
    await user.click(screen.getByRole('button', { name: 'Try now: Liveness' }));
    expect(await screen.findByText('No running container')).toBeVisible();
  });

  it('tells of a cycle as soon as it is chosen', async () => {
    const { user } = open();
    await user.click(await screen.findByLabelText('Depends on'));
    await user.click(await screen.findByTitle('db'));
    expect(await screen.findByText(/web → db → web/)).toBeVisible();
  });

  it('shows what a dependency provides as it is chosen', async () => {
    const { user } = open();
    await user.click(await screen.findByLabelText('Depends on'));
    await user.click(await screen.findByTitle('db'));
    expect(await screen.findByText('DB_SERVICE_HOST')).toBeInTheDocument();
  });

  it('says in red when the quota has no room', async () => {
    const { user } = open();
    await retype(user, 'Replicas', '11');
    expect(await screen.findByText(/does not fit/)).toBeVisible();
    expect(screen.getByText('pods 11, left 10')).toHaveAttribute('data-fits', 'false');
  });

  it('keeps what was entered when somebody else was faster, and goes on from there', async () => {
    const { user, client } = open();
    await retype(user, 'Image', 'web:2');
    const theirs = service('web', {
      ...web,
      revision: 4,
      config: { ...web.config, env: { GREETING: 'hi' } },
    });
    answers('/applications/app-shop', application('shop', [theirs, db]));
    answers('/services/service-web/revisions', [
      {
        number: 4,
        config: theirs.config,
        note: '',
        created_by: 'lin',
        created_at: theirs.created_at,
        current: true,
      },
    ]);
    await act(() => client.invalidateQueries());
    const told = within(await screen.findByRole('alert'));
    expect(await told.findByText('lin has saved revision 4 meanwhile')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Review changes' })).toBeDisabled();
    await user.click(told.getByRole('button', { name: 'Go on from revision 4 with my changes' }));
    const sent = recorder('put', '/services/service-web', theirs);
    const asking = await review(user);
    await user.click(asking.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      revision: 4,
      config: { image: 'web:2', env: { GREETING: 'hi' } },
    });
  });

  it('asks before what is not saved is left', async () => {
    const { user, router } = open();
    await retype(user, 'Image', 'web:2');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Leave without saving?')).toBeVisible();
    expect(router.state.location.pathname).toBe(EDIT);
  });
});
