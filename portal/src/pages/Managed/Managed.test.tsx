import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import { switchLanguage } from '../../i18n/language';
import {
  adminSession,
  managedService,
  offering,
  page,
  QUOTA,
  reason,
  session,
  tenant,
  viewerSession,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const cache = managedService('cache');
const usage = {
  used: null,
  hard: QUOTA,
  reserved: { ...QUOTA, cpu: '3', memory: '6Gi', storage: '90Gi' },
  over: [],
  engine_reachable: true,
};

function listed(rows = [cache]): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/managed-services'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page(rows));
    }),
  );
  return asked;
}

it('shows what there is, how it is and how it is reached, in both languages', async () => {
  platformWith([]);
  const failing = managedService('orders', { state: 'degraded', reasons: [reason()], engine: 'mysql' });
  listed([cache, failing]);
  openPortal('/managed');
  const table = await screen.findByRole('table');
  const row = await within(table).findByRole('row', { name: /cache/ });
  expect(within(row).getByRole('link', { name: 'cache' })).toHaveAttribute('href', '/managed/managed-cache');
  expect(await within(row).findByText('Redis 7.2')).toBeVisible();
  expect(within(row).getByText('cache:6379')).toBeVisible();
  expect(within(row).getByText('CPU 0.25 cores · memory 512 MiB · volume 5 GiB')).toBeVisible();
  expect(within(table).getByText('It exits with code 1')).toBeVisible();
  await switchLanguage('zh');
  expect(await screen.findByRole('heading', { name: '公共服务', level: 1 })).toBeVisible();
  expect(screen.getByText('退出码为 1')).toBeVisible();
  expect(within(row).getByText('CPU 0.25 核 · 内存 512 MiB · 存储卷 5 GiB')).toBeVisible();
});

it('asks the server for what the address names', async () => {
  platformWith([]);
  const asked = listed();
  openPortal('/managed?engine=redis&state=running&q=ca&sort=-created_at');
  await screen.findByText('cache');
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    engine: 'redis',
    state: 'running',
    q: 'ca',
    sort: '-created_at',
    page: '1',
    page_size: '20',
  });
});

it('says what to do when there are none, and lets viewers only look', async () => {
  const who = viewerSession();
  platformWith([], { ...who, actions: [...who.actions, 'managed.read'] });
  listed([]);
  openPortal('/managed');
  expect(await screen.findByText(/^No managed services yet; developers/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Open a managed service' })).toBeNull();
});

it('opens what is offered in a size that the quota has room for', async () => {
  platformWith([]);
  listed();
  answers(
    '/managed-offerings',
    page([offering('redis-7', { description: 'A cache' }), offering('old', { enabled: false })]),
  );
  answers('/tenants/tenant-1/usage', usage);
  answers('/managed-services/managed-sessions', managedService('sessions'));
  const sent = recorder('post', '/managed-services', managedService('sessions'), 201);
  const { user, router } = openPortal('/managed');
  await user.click(await screen.findByRole('button', { name: 'Open a managed service' }));
  const dialog = within(await screen.findByRole('dialog'));
  // The only one that is enabled is chosen by itself, and its plans stand below.
  expect(await dialog.findByRole('radio', { name: /redis-7/ })).toBeChecked();
  expect(dialog.queryByText('old')).toBeNull();
  expect(await dialog.findByText('More than the quota has left: CPU, Memory, Storage')).toBeVisible();
  expect(dialog.getByText('Left in the quota: CPU 1 core, memory 2 GiB, storage 10 GiB')).toBeVisible();
  await user.click(dialog.getByRole('radio', { name: /small/ }));
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'sessions');
  await user.click(dialog.getByRole('button', { name: 'Open' }));
  expect(await screen.findByText('sessions is open and starts')).toBeVisible();
  await waitFor(() => expect(router.state.location.pathname).toBe('/managed/managed-sessions'));
  expect(sent[0]?.body).toEqual({
    name: 'sessions',
    offering_id: 'offering-redis-7',
    plan: 'small',
    description: '',
  });
});

it('shows a refusal at the plan, which takes the quota', async () => {
  platformWith([], adminSession());
  listed();
  answers('/tenants', page([tenant()]));
  answers('/managed-offerings', page([offering('redis-7')]));
  answers('/tenants/tenant-1/usage', usage);
  refuses('post', '/managed-services', 409, { message: 'The quota has no room', field: 'plan' });
  const { user } = openPortal('/managed');
  await user.click(await screen.findByRole('button', { name: 'Open a managed service' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(await dialog.findByRole('radio', { name: /large/ }));
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'sessions');
  await user.click(dialog.getByRole('button', { name: 'Open' }));
  expect(await dialog.findByText('The quota has no room')).toBeVisible();
});

it.each([
  ['a tenant', session(), 'Administrators of the platform offer databases; ask them for one'],
  ['an administrator', adminSession(), 'Offer a database to the tenants first'],
])('tells %s what to do when nothing is offered', async (_, who, words) => {
  platformWith([], who);
  listed();
  answers('/managed-offerings', page([]));
  const { user } = openPortal('/managed');
  await user.click(await screen.findByRole('button', { name: 'Open a managed service' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText(words)).toBeVisible();
  expect(dialog.getByRole('button', { name: 'Open' })).toBeDisabled();
});
