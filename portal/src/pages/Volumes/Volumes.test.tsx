import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Volume } from '../../api/volumes';
import { switchLanguage } from '../../i18n/language';
import { adminSession, page, reason, viewerSession, volume } from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, recorder, refuses, server } from '../../test/server';

const use = {
  service_id: 'service-db',
  service_name: 'db',
  application_id: 'app-shop',
  application_name: 'shop',
  mount_path: '/data',
  read_only: false,
  published: true,
};
const used = { used: true, used_by: [use], pods: ['db-1'] };
const ADDRESS = '/volumes/tenant-1/db-data';

/** The list as the server answers it; what was asked for is kept. */
function listed(rows: Volume[]): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/volumes'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page(rows));
    }),
  );
  return asked;
}

describe('the list of volumes', () => {
  it('shows how full each is, who has it where, and what is wrong with it', async () => {
    platformWith([]);
    const usage = { used: 9 * 2 ** 30, capacity: 10 * 2 ** 30, at: null };
    const missing = {
      ...reason(),
      code: 'class_missing',
      message: 'No such class',
      message_zh: '没有此存储类',
    };
    listed([
      volume({ ...used, usage }),
      volume({ id: 'tenant-1/x', name: 'x', state: 'pending', reason: missing }),
    ]);
    openPortal('/volumes');
    expect(await screen.findByRole('link', { name: 'shop/db' })).toHaveAttribute(
      'href',
      '/applications/app-shop/services/service-db',
    );
    expect(screen.getByText('/data')).toBeVisible();
    expect(screen.getByRole('meter', { name: 'In use' })).toHaveAttribute('aria-valuenow', '90');
    expect(screen.getByText('No such class')).toBeVisible();
    expect(screen.getByText('Nothing uses it')).toBeVisible();
    await switchLanguage('zh');
    expect(await screen.findByText('没有此存储类')).toBeVisible();
    expect(screen.getByText('未被使用')).toBeVisible();
  });

  it('asks the server for what the address names', async () => {
    platformWith([], adminSession());
    const asked = listed([volume()]);
    openPortal('/volumes?q=db&used=unused&state=bound&tenant=tenant-1&sort=-size&page=2');
    await screen.findByText('db-data');
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      q: 'db',
      used: 'false',
      state: 'bound',
      tenant: 'tenant-1',
      sort: '-size',
      page: '2',
      page_size: '20',
    });
  });

  it('says where volumes come from when there are none', async () => {
    platformWith([]);
    listed([]);
    openPortal('/volumes');
    expect(await screen.findByText(/^No volumes yet. A service that declares one/)).toBeVisible();
  });

  it('offers nothing to those who may only look, and no deletion of what is in use', async () => {
    platformWith([]);
    listed([volume(used)]);
    openPortal('/volumes');
    expect(await screen.findByRole('button', { name: 'Delete db-data' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Grow db-data' })).toBeEnabled();
  });

  it('lets readers look', async () => {
    const who = viewerSession();
    platformWith([], { ...who, actions: [...who.actions, 'volume.read'] });
    listed([volume()]);
    openPortal('/volumes');
    await screen.findByText('db-data');
    expect(screen.queryByRole('button', { name: /^(Grow|Delete) / })).toBeNull();
  });
});

describe('a volume', () => {
  it('grows to a larger size only, and a refusal stands at the input', async () => {
    platformWith([]);
    listed([volume()]);
    refuses('patch', ADDRESS, 422, { message: 'The quota is too small', field: 'size' });
    const { user } = openPortal('/volumes');
    await user.click(await screen.findByRole('button', { name: 'Grow db-data' }));
    const dialog = within(await screen.findByRole('dialog'));
    const size = dialog.getByRole('textbox', { name: 'New size' });
    expect(size).toHaveValue('10Gi');
    const button = dialog.getByRole('button', { name: 'Grow' });
    expect(button).toBeDisabled();
    await user.clear(size);
    await user.type(size, '20Gi');
    await waitFor(() => expect(button).toBeEnabled());
    await user.click(button);
    expect(await dialog.findByText(/The quota is too small/)).toBeVisible();
    const sent = recorder('patch', ADDRESS, volume({ size: '20Gi' }));
    await user.click(button);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({ size: '20Gi' });
    expect(await screen.findByText('db-data grows to 20Gi')).toBeVisible();
  });

  it('is deleted once its name is typed', async () => {
    platformWith([]);
    listed([volume()]);
    const sent = recorder('delete', ADDRESS, {}, 204);
    const { user } = openPortal('/volumes');
    await user.click(await screen.findByRole('button', { name: 'Delete db-data' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Everything on it (10Gi) is lost')).toBeVisible();
    const button = dialog.getByRole('button', { name: /^Delete/ });
    expect(button).toBeDisabled();
    await user.type(dialog.getByRole('textbox'), 'db-data');
    await waitFor(() => expect(button).toBeEnabled());
    await user.click(button);
    await waitFor(() => expect(sent).toHaveLength(1));
  });
});
