import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Application } from '../../../api/applications';
import { switchLanguage } from '../../../i18n/language';
import { application, service, session, viewerSession } from '../../../test/data';
import { openPortal } from '../../../test/render';
import { answers, platformWith, recorder, refuses } from '../../../test/server';

const URL = 'http://shop.apps.localhost:8080/';
const web = service('web', {
  replicas: 2,
  revision: 3,
  config: { depends_on: ['api'], env: { KEPT: 'yes' } },
  status: { url: URL, wave: 1 },
});
const api = service('api', { status: { state: 'degraded', ready: 0 } });
const db = service('db');
const shop = application('shop', [api, db, web]);
const API_NODE = 'api Degraded 0/1; used by web';

async function drawn(shown: Application = shop, who = session()) {
  platformWith([shown], who);
  const portal = openPortal(`/applications/${shown.id}`);
  await portal.user.click(await screen.findByText('Topology'));
  return { ...portal, picture: within(await screen.findByRole('group', { name: 'Dependencies in shop' })) };
}

const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

/** Where in the window the middle of a service is; jsdom lays nothing out, so the picture begins in its corner. */
function middleOf(node: HTMLElement) {
  const picture = node.closest('svg');
  const [x = 0, y = 0, width = 1] = (picture?.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const [, left = '0', top = '0'] =
    /translate\((\S+) (\S+)\)/.exec(node.parentElement?.getAttribute('transform') ?? '') ?? [];
  const scale = 960 / width;
  return { clientX: (Number(left) + 100 - x) * scale, clientY: (Number(top) + 30 - y) * scale };
}

function draw(handle: HTMLElement, to: HTMLElement) {
  const end = middleOf(to);
  fireEvent.pointerDown(handle);
  fireEvent.pointerMove(window, end);
  fireEvent.pointerUp(window, end);
}

describe('the graph of services', () => {
  it('tells of each service what it depends on and how it is, and opens it', async () => {
    const { picture, user, router } = await drawn();
    expect(picture.getByRole('button', { name: 'web Running 2/2; depends on api' })).toHaveAttribute(
      'tabindex',
      '0',
    );
    expect(picture.getByRole('link', { name: 'shop.apps.localhost:8080 leads to web' })).toHaveAttribute(
      'href',
      URL,
    );
    picture.getByRole('button', { name: API_NODE }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-api'),
    );
  });

  it('tells how much comes in at an address, and when too much of it fails', async () => {
    const side = { service_id: 'service-web', name: 'web', requests: 12.34, errors: 0.071, latency: 0.0321 };
    const told = { window: 120, services: [side], reason: null };
    platformWith([shop]);
    answers('/applications/app-shop/traffic', told);
    openPortal('/applications/app-shop?view=topology');
    const entry = await screen.findByRole('link', {
      name: 'shop.apps.localhost:8080 leads to web; 12.3/s · 7.1% failed · 32 ms',
    });
    expect(entry.parentElement).toHaveAttribute('data-troubling');
  });

  it('says why no traffic is shown', async () => {
    platformWith([shop]);
    refuses('get', '/applications/app-shop/traffic', 409, {
      code: 'prometheus.gateway_not_set',
      message: 'The gateway is not known',
    });
    openPortal('/applications/app-shop?view=topology');
    expect(await screen.findByText('Traffic of public addresses: The gateway is not known')).toBeVisible();
  });

  it('is found by its address', async () => {
    platformWith([shop]);
    openPortal('/applications/app-shop?view=topology');
    expect(await screen.findByRole('button', { name: API_NODE })).toBeVisible();
  });

  it('stays chosen, and is there in Chinese', async () => {
    localStorage.setItem('slipway.services', 'topology');
    await switchLanguage('zh');
    platformWith([shop]);
    openPortal('/applications/app-shop');
    expect(await screen.findByRole('button', { name: 'web 运行中 2/2; 依赖 api' })).toBeVisible();
  });

  it('shows those who only look nothing to change', async () => {
    const { picture } = await drawn(shop, viewerSession());
    expect(picture.getAllByRole('button')).toHaveLength(3);
  });

  it('is larger, smaller and as a whole by buttons', async () => {
    const { picture, user } = await drawn();
    const svg = picture.getByRole('button', { name: API_NODE }).closest('svg');
    const width = () => Number(svg?.getAttribute('viewBox')?.split(' ')[2]);
    const first = width();
    await user.click(screen.getByRole('button', { name: 'Zoom in' }));
    expect(width()).toBeLessThan(first);
    await user.click(screen.getByRole('button', { name: 'Fit' }));
    expect(width()).toBe(first);
  });
});

describe('a dependency', () => {
  it('is drawn as a line, shown as a difference, and saved with the revision that was seen', async () => {
    const { picture, user } = await drawn();
    const sent = recorder('put', '/services/service-web', web);
    draw(
      picture.getByRole('button', { name: 'web depends on …' }),
      picture.getByRole('button', { name: /^db R/ }),
    );
    const asking = await dialog('Dependencies of web');
    expect(asking.getByText(/replaces its replicas \(2\) one after another/)).toBeVisible();
    expect(await asking.findByText('api db')).toBeVisible();
    await user.click(asking.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({
      config: { ...web.config, depends_on: ['api', 'db'] },
      note: '',
      revision: 3,
    });
    expect(await screen.findByText('The rolling update of web has begun')).toBeVisible();
  });

  it('is refused where it would go round, before anything is sent', async () => {
    const { picture } = await drawn();
    draw(
      picture.getByRole('button', { name: 'api depends on …' }),
      picture.getByRole('button', { name: /^web R/ }),
    );
    expect(await screen.findByText('That would go round: api → web → api')).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is chosen by keys too, but none that would go round', async () => {
    const { picture, user } = await drawn();
    picture.getByRole('button', { name: 'api depends on …' }).focus();
    await user.keyboard('{Enter}');
    const asking = await dialog('Dependencies of api');
    expect(asking.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.click(asking.getByRole('combobox', { name: 'Depends on' }));
    expect(await screen.findByTitle('web – That would go round: api → web → api')).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await user.click(screen.getByTitle('db'));
    await waitFor(() => expect(asking.getByRole('button', { name: 'Save' })).toBeEnabled());
  });

  it('is taken away at its line; who was too slow sees what it is now', async () => {
    const { picture, user } = await drawn();
    refuses('put', '/services/service-web', 409, { message: 'web was changed meanwhile' });
    await user.click(picture.getByRole('button', { name: 'Remove: web depends on api' }));
    const asking = await dialog('Dependencies of web');
    const now = service('web', { replicas: 2, revision: 4, config: { depends_on: ['api', 'db'] } });
    answers('/applications/app-shop', application('shop', [api, db, now]));
    await user.click(asking.getByRole('button', { name: 'Save' }));
    expect(await asking.findByText('web was changed meanwhile')).toBeVisible();
    expect(await asking.findByText('api db')).toBeVisible();
  });
});
