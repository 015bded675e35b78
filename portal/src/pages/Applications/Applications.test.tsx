import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { switchLanguage } from '../../i18n/language';
import { adminSession, application, page, reason, service, tenant, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const running = application('shop', [
  service('web', { replicas: 2, status: { url: 'http://shop.apps.localhost:8080/' } }),
]);
const draft = application('reports', [service('cron', { published: false })]);
const failing = application('mail', [
  service('smtp', { status: { state: 'degraded', ready: 0, reason: reason() } }),
]);

const row = async (name: string) => {
  const link = await screen.findByRole('link', { name });
  const found = link.closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return within(found);
};

describe('the list', () => {
  it('shows state, readiness and address of each application', async () => {
    platformWith([running, draft]);
    openPortal('/applications');
    const shop = await row('shop');
    expect(shop.getByText('Running')).toBeVisible();
    expect(shop.getByRole('img', { name: '1 of 1 ready' })).toBeVisible();
    expect(shop.getByRole('link', { name: /shop\.apps/ })).toHaveAttribute(
      'href',
      'http://shop.apps.localhost:8080/',
    );
    expect((await row('reports')).getByText('Draft')).toBeVisible();
  });

  it('says what is wrong with one, in the chosen language', async () => {
    platformWith([failing]);
    await switchLanguage('zh');
    openPortal('/applications');
    const mail = await row('mail');
    expect(mail.getByText('异常')).toBeVisible();
    expect(mail.getByText(/smtp.*退出码为 1/)).toBeVisible();
  });

  it('is searched by name, and the address keeps the search', async () => {
    platformWith([running, draft]);
    const { user, router } = openPortal('/applications');
    await row('reports');
    await user.type(screen.getByRole('searchbox', { name: 'Search by name' }), 'sho{Enter}');
    await waitFor(() => expect(screen.queryByRole('link', { name: 'reports' })).not.toBeInTheDocument());
    expect(screen.getByRole('link', { name: 'shop' })).toBeVisible();
    expect(router.state.location.search).toBe('?q=sho');
  });

  it('has further pages', async () => {
    platformWith([running]);
    answers('/applications', { ...page([running]), total: 41 });
    const { user, router } = openPortal('/applications');
    await row('shop');
    expect(screen.getByText('1–20 of 41')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await waitFor(() => expect(router.state.location.search).toBe('?page=2'));
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('41–41 of 41')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
  });

  it('is sorted by the server', async () => {
    platformWith([running]);
    const { user, router } = openPortal('/applications');
    await row('shop');
    await user.click(screen.getByRole('button', { name: 'Updated' }));
    await waitFor(() => expect(router.state.location.search).toBe('?sort=updated_at'));
    expect(screen.getByRole('columnheader', { name: 'Updated' })).toHaveAttribute('aria-sort', 'ascending');
  });

  it('shows the server’s problem with its request id, and tries again', async () => {
    platformWith([running]);
    refuses('get', '/applications', 503, { message: 'The database does not answer', request_id: 'r-5' });
    const { user } = openPortal('/applications');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The database does not answer');
    expect(alert).toHaveTextContent('r-5');
    platformWith([running]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await row('shop');
  });

  it('says what to do next when it is empty', async () => {
    platformWith([]);
    const { user } = openPortal('/applications');
    expect(await screen.findByRole('heading', { name: 'Publish your first application' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'New application' }));
    expect(await screen.findByRole('dialog', { name: 'New application' })).toBeInTheDocument();
  });

  it('tells those who only look that somebody else has to begin', async () => {
    platformWith([], viewerSession());
    openPortal('/applications');
    expect(await screen.findByText(/Your role is read-only/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'New application' })).not.toBeInTheDocument();
  });

  it('sends an administrator without tenants to make one first', async () => {
    platformWith([], adminSession());
    openPortal('/applications');
    expect(await screen.findByRole('link', { name: 'Create a tenant first' })).toHaveAttribute(
      'href',
      '/tenants',
    );
  });

  it('publishes a draft', async () => {
    platformWith([draft]);
    const published = recorder('post', '/applications/app-reports/publish', draft.status, 202);
    const { user } = openPortal('/applications');
    await user.click((await row('reports')).getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('reports is being published')).toBeVisible();
    expect(published).toHaveLength(1);
  });

  it('restarts what runs, after saying how', async () => {
    platformWith([running, draft]);
    await switchLanguage('zh');
    const restarted = recorder('post', '/applications/app-shop/restart', running.status, 202);
    const { user } = openPortal('/applications');
    expect((await row('reports')).queryByRole('button', { name: '重启' })).not.toBeInTheDocument();
    await user.click((await row('shop')).getByRole('button', { name: '重启' }));
    const asking = within(await screen.findByRole('dialog', { name: '重启 shop？' }));
    expect(asking.getByText(/已发布的 1 个服务将按启动顺序分批重启/)).toBeInTheDocument();
    expect(restarted).toEqual([]);
    await user.click(asking.getByRole('button', { name: /重\s?启/ }));
    expect(await screen.findByText('正在按批次重启 shop 的服务')).toBeVisible();
    expect(restarted).toHaveLength(1);
  });
});

describe('a new application', () => {
  async function fillIn(user: ReturnType<typeof openPortal>['user']) {
    await user.click(await screen.findByRole('button', { name: 'New application' }));
    await user.type(await screen.findByLabelText('Application name'), 'shop');
    await user.type(screen.getByLabelText('Service name'), 'web');
    await user.type(screen.getByLabelText('Image'), 'shop/web:1');
    await user.click(screen.getByRole('button', { name: 'Create' }));
  }

  it('is created with its first service, and opened', async () => {
    platformWith([running]);
    const sent = recorder('post', '/applications', running, 201);
    const { user, router } = openPortal('/applications');
    await fillIn(user);
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop'));
    expect(sent.map(({ body }) => body)).toMatchObject([
      { name: 'shop', services: [{ name: 'web', image: 'shop/web:1', replicas: 1 }] },
    ]);
  });

  it('shows the server’s complaint at the input that it is about', async () => {
    platformWith([running]);
    refuses('post', '/applications', 422, {
      field: 'services[0].image',
      message: 'The image has no such form',
      hint: 'Write name:tag',
    });
    const { user } = openPortal('/applications');
    await fillIn(user);
    expect(await screen.findByText('The image has no such form')).toBeVisible();
    expect(screen.getByLabelText('Image')).toHaveAttribute('aria-invalid', 'true');
    expect(screen.getByText('Write name:tag')).toBeVisible();
  });

  it('shows a complaint about no input in the dialog, with the request id', async () => {
    platformWith([running]);
    refuses('post', '/applications', 403, { message: 'The quota is used up', request_id: 'r-9' });
    const { user } = openPortal('/applications');
    await fillIn(user);
    const alert = await within(screen.getByRole('dialog')).findByRole('alert');
    expect(alert).toHaveTextContent('The quota is used up');
    expect(alert).toHaveTextContent('r-9');
  });

  it('asks an administrator for whom, and chooses the only tenant by itself', async () => {
    platformWith([running], adminSession());
    answers('/tenants', page([tenant()]));
    const sent = recorder('post', '/applications', running, 201);
    const { user } = openPortal('/applications');
    await fillIn(user);
    await waitFor(() => expect(sent.map(({ body }) => body)).toMatchObject([{ tenant_id: 'tenant-1' }]));
  });
});

describe('an application file', () => {
  const FILE = 'name: shop\nservices:\n  - name: web\n    image: web:1\n';

  async function paste(user: ReturnType<typeof openPortal>['user'], text: string) {
    await user.click(await screen.findByRole('button', { name: 'From a file' }));
    await user.click(await screen.findByLabelText('Application file'));
    await user.paste(text);
  }

  it('is checked first, and then saved and published', async () => {
    platformWith([running]);
    const changes = [{ service: 'web', field: 'image', before: 'web:0', after: 'web:1' }];
    const sent = recorder('post', '/applications/apply', { created: false, changes, application: running });
    const { user, router } = openPortal('/applications');
    await paste(user, FILE);
    await user.click(screen.getByRole('button', { name: 'Check' }));
    expect(await screen.findByText('web:0')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Save and publish' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop'));
    expect(sent.map(({ query }) => query.toString())).toEqual(['dry_run=true', 'publish=true']);
    expect(sent[1]?.body).toEqual({ name: 'shop', services: [{ name: 'web', image: 'web:1' }] });
  });

  it('that is no YAML is told with the line, and not sent', async () => {
    platformWith([running]);
    const { user } = openPortal('/applications');
    await paste(user, 'name: shop\nservices: [\n');
    expect(await screen.findByText('Line 3: This is not valid YAML')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Check' })).toBeDisabled();
  });

  it('that the server refuses is shown with the line of the field', async () => {
    platformWith([running]);
    refuses('post', '/applications/apply', 422, {
      field: 'services[0].depends_on',
      message: 'There is no service db to depend on',
    });
    const { user } = openPortal('/applications');
    await paste(user, `${FILE}    depends_on: [db]\n`);
    await user.click(screen.getByRole('button', { name: 'Check' }));
    expect(await screen.findByText('Line 5, services[0].depends_on')).toBeVisible();
    expect(screen.getByRole('alert')).toHaveTextContent('There is no service db to depend on');
    expect(screen.queryByRole('button', { name: 'Save only' })).not.toBeInTheDocument();
  });

  it('must be checked again after it was edited', async () => {
    platformWith([running]);
    recorder('post', '/applications/apply', { created: true, changes: [], application: null });
    const { user } = openPortal('/applications');
    await paste(user, FILE);
    await user.click(screen.getByRole('button', { name: 'Check' }));
    expect(await screen.findByRole('button', { name: 'Save only' })).toBeVisible();
    await user.type(screen.getByLabelText('Application file'), '#');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Save only' })).not.toBeInTheDocument());
  });
});
