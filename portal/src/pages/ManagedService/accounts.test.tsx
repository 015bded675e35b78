import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Account, Connection } from '../../api/managedAccounts';
import { switchLanguage } from '../../i18n/language';
import {
  account,
  application,
  connection,
  managedService,
  page,
  reason,
  service,
  session,
  viewerSession,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const BASE = '/managed-services/managed-cache';
const who = session();
const knowing = { ...who, actions: [...who.actions, 'application.secrets'] };
const viewer = viewerSession();
const looking = { ...viewer, actions: [...viewer.actions, 'managed.read'] };
const shop = application('shop', [service('web'), service('api')]);

function opened(
  tab: 'accounts' | 'connections',
  { accounts = [] as Account[], connections = [] as Connection[], changed = {}, as = knowing } = {},
) {
  const cache = managedService('cache', changed);
  platformWith([shop, application('other', [])], as);
  answers(BASE, cache);
  answers(`${BASE}/accounts`, accounts);
  answers(`${BASE}/connections`, connections);
  answers('/managed-services', page([cache]));
  return openPortal(`/managed/managed-cache/${tab}`);
}

async function chosen(user: ReturnType<typeof openPortal>['user'], username: string, item: string) {
  await user.click(await screen.findByRole('button', { name: `More actions for ${username}` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

it('tells which accounts there are, and why the database lacks one, in both languages', async () => {
  const waits = reason({ message: 'The managed service is stopped', message_zh: '公共服务已停止' });
  opened('accounts', {
    accounts: [
      account('shop', { connections: ['shop'] }),
      account('reports', { access: 'read_only', state: 'waiting', reasons: [waits] }),
    ],
  });
  const row = within(await screen.findByRole('row', { name: /reports/ }));
  expect(row.getByText('Read only')).toBeVisible();
  expect(row.getByText('Waiting')).toBeVisible();
  expect(row.getByText('The managed service is stopped')).toBeVisible();
  // Redis has no databases that accounts could be for.
  expect(screen.queryByRole('columnheader', { name: 'Database' })).toBeNull();
  await switchLanguage('zh');
  expect(await screen.findByText('等待生效')).toBeVisible();
  expect(screen.getByText('公共服务已停止')).toBeVisible();
});

it('makes an account for a database of MySQL, with a password that the platform chooses', async () => {
  const { user } = opened('accounts', { changed: { engine: 'mysql' } });
  const sent = recorder('post', `${BASE}/accounts`, account('reports'), 201);
  await user.click(await screen.findByRole('button', { name: 'Create an account' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('User name'), 'reports');
  await user.type(dialog.getByLabelText('Database'), 'sales');
  await user.click(dialog.getByRole('radio', { name: 'Read only' }));
  await user.click(dialog.getByRole('button', { name: 'Create' }));
  expect(await screen.findByText('reports was created')).toBeVisible();
  expect(sent[0]?.body).toEqual({ username: 'reports', access: 'read_only', database: 'sales' });
});

it('shows how to get in with an account, its password only on request', async () => {
  answers(`${BASE}/accounts/account-shop/access`, {
    ...{ host: 'cache', port: 6379, username: 'shop', password: 's3cret', database: null },
    uri: 'redis://shop:s3cret@cache:6379/',
  });
  const { user } = opened('accounts', { accounts: [account('shop')] });
  await user.click(await screen.findByRole('button', { name: 'Show the password of shop' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Account shop' }));
  expect(dialog.queryByText('s3cret')).toBeNull();
  await user.click(dialog.getByRole('button', { name: 'Show: Password' }));
  expect(dialog.getByText('s3cret')).toBeVisible();
});

it('gives a new password after it was told who restarts by it', async () => {
  const { user } = opened('accounts', { accounts: [account('shop', { connections: ['shop'] })] });
  const sent = recorder('patch', `${BASE}/accounts/account-shop`, account('shop'));
  await chosen(user, 'shop', 'New password');
  const asked = within(await screen.findByRole('dialog'));
  expect(asked.getByText(/the containers that use it restart: shop$/)).toBeVisible();
  await user.click(asked.getByRole('button', { name: 'New password' }));
  expect(await screen.findByText('shop was changed')).toBeVisible();
  expect(sent[0]?.body).toEqual({ password: 'new' });
});

it('changes what an account may', async () => {
  const { user } = opened('accounts', { accounts: [account('old', { access: 'read_only' })] });
  const changed = recorder('patch', `${BASE}/accounts/account-old`, account('old'));
  await chosen(user, 'old', 'Allow writing');
  expect(await screen.findByText('old was changed')).toBeVisible();
  expect(changed[0]?.body).toEqual({ access: 'read_write' });
});

it('deletes an account that nobody is connected by', async () => {
  const { user } = opened('accounts', { accounts: [account('old')] });
  const deleted = recorder('delete', `${BASE}/accounts/account-old`, account('old'), 202);
  await chosen(user, 'old', 'Delete');
  const asked = within(await screen.findByRole('dialog'));
  expect(asked.getByText(/What it has stored stays\.$/)).toBeVisible();
  await user.click(asked.getByRole('button', { name: 'Delete' }));
  expect(await screen.findByText('old is being deleted')).toBeVisible();
  expect(deleted).toHaveLength(1);
});

it('names the applications that keep an account from being deleted', async () => {
  const { user } = opened('accounts', { accounts: [account('shop', { connections: ['shop'] })] });
  await chosen(user, 'shop', 'Delete');
  expect(await screen.findByText(/^Connected by it: shop/)).toBeVisible();
});

it('connects an application and the services that it names', async () => {
  const { user } = opened('connections', {
    connections: [connection({ application_id: 'app-other', application_name: 'other' })],
    accounts: [account('reports', { access: 'read_only' })],
  });
  const sent = recorder('post', `${BASE}/connections`, connection(), 201);
  await user.click(await screen.findByRole('button', { name: 'Connect an application' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('combobox', { name: 'Application' }));
  expect(await screen.findByTitle('other (connected already)')).toBeInTheDocument();
  await user.click(await screen.findByTitle('shop'));
  await waitFor(() => expect(dialog.getByRole('combobox', { name: 'Services' })).toBeEnabled());
  await user.click(dialog.getByRole('combobox', { name: 'Services' }));
  await user.click(await screen.findByTitle('web'));
  await user.click(dialog.getByRole('button', { name: 'Connect' }));
  expect(await screen.findByText('shop is connected')).toBeVisible();
  expect(sent[0]?.body).toEqual({ application_id: 'app-shop', services: ['web'] });
});

it('says beside the form why an application cannot be connected', async () => {
  const { user } = opened('connections');
  refuses('post', `${BASE}/connections`, 409, { message: 'It has such a set already', field: 'set' });
  await user.click(await screen.findByRole('button', { name: 'Connect an application' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('combobox', { name: 'Application' }));
  await user.click(await screen.findByTitle('shop'));
  await user.click(dialog.getByRole('button', { name: 'Connect' }));
  expect(await dialog.findByText('It has such a set already')).toBeVisible();
});

it('disconnects after it was told which services go on without, in both languages', async () => {
  const { user } = opened('connections', { connections: [connection()] });
  const deleted = recorder('delete', `${BASE}/connections/app-shop`, {}, 204);
  const row = within(await screen.findByRole('row', { name: /shop/ }));
  expect(row.getByRole('link', { name: 'cache' })).toHaveAttribute(
    'href',
    '/applications/app-shop/configuration/cache',
  );
  await switchLanguage('zh');
  await user.click(await screen.findByRole('button', { name: '断开 shop' }));
  const asked = within(await screen.findByRole('dialog'));
  expect(asked.getByText(/其容器将重启：web$/)).toBeVisible();
  await user.click(asked.getByRole('button', { name: '断开' }));
  expect(await screen.findByText('shop 已断开')).toBeVisible();
  expect(deleted[0]?.query.get('release')).toBe('true');
});

it.each([
  ['accounts', 'shop', /^(Create an account|Show the password|More actions)/],
  ['connections', 'web', /^(Connect an|Disconnect)/],
] as const)('lets viewers look at %s only', async (tab, seen, actions) => {
  opened(tab, { accounts: [account('shop')], connections: [connection()], as: looking });
  expect(await screen.findByText(seen)).toBeVisible();
  expect(screen.queryByRole('button', { name: actions })).toBeNull();
});
