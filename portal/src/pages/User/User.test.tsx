import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { adminSession, page, session, user as account } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder } from '../../test/server';

const AT = '2026-05-04T10:00:00Z';
const login = {
  id: 'login-1',
  created_at: AT,
  last_used_at: AT,
  expires_at: AT,
  source: '10.0.0.7',
  user_agent: 'curl/8',
  current: false,
};
const token = {
  id: 'token-1',
  name: 'ci',
  applications: null,
  scope: 'deploy',
  prefix: 'slw_ab',
  created_at: AT,
  expires_at: AT,
  last_used_at: null,
};

function userPage(who = adminSession(), logins = [login], tokens = [token]) {
  platformWith([], who);
  answers('/users/user-7', account({ id: 'user-7' }));
  answers('/users/user-7/sessions', page(logins));
  answers('/users/user-7/tokens', page(tokens));
  return openPortal('/users/user-7');
}

const table = async (name: string) => within(await screen.findByRole('table', { name }));
const press = async (user: ReturnType<typeof userPage>['user'], question: string, button: string) => {
  const asked = within(await screen.findByRole('dialog', { name: question }));
  await user.click(asked.getByRole('button', { name: button }));
};

it('ends one session after a question', async () => {
  const { user } = userPage();
  const sent = recorder('delete', '/users/user-7/sessions/login-1', {}, 204);
  const sessions = await table('Browser sessions');
  await user.click(await sessions.findByRole('button', { name: 'End' }));
  expect(sent).toEqual([]);
  await press(user, 'End this session of mei?', 'End');
  expect(await screen.findByText('The session was ended')).toBeVisible();
  expect(sent).toHaveLength(1);
});

it('ends all sessions, and revokes all tokens, after a question each', async () => {
  const { user } = userPage();
  const ended = recorder('delete', '/users/user-7/sessions', {}, 204);
  const revoked = recorder('delete', '/users/user-7/tokens', {}, 204);
  await (await table('Browser sessions')).findByText('10.0.0.7');
  await user.click(screen.getByRole('button', { name: 'End all' }));
  await press(user, 'End all sessions of mei?', 'End all');
  expect(await screen.findByText('All sessions of mei were ended')).toBeVisible();
  await (await table('API tokens')).findByText('ci');
  await user.click(screen.getByRole('button', { name: 'Revoke all' }));
  await press(user, 'Revoke all API tokens of mei?', 'Revoke all');
  expect(await screen.findByText('All API tokens of mei were revoked')).toBeVisible();
  expect([ended.length, revoked.length]).toEqual([1, 1]);
});

it('revokes one token by its id', async () => {
  const { user } = userPage();
  const sent = recorder('delete', '/users/user-7/tokens/token-1', {}, 204);
  await user.click(await (await table('API tokens')).findByRole('button', { name: 'Revoke' }));
  await press(user, 'Revoke token ci?', 'Revoke');
  expect(await screen.findByText('Token ci was revoked')).toBeVisible();
  expect(sent).toHaveLength(1);
});

it('only shows them to those who may not end them', async () => {
  const auditor = account({ id: 'auditor', role: 'platform_auditor', tenant_id: null, tenant_name: null });
  userPage(session({ user: auditor, actions: ['application.read', 'user.read'] }));
  expect(await (await table('API tokens')).findByText('ci')).toBeVisible();
  for (const name of ['End', 'End all', 'Revoke', 'Revoke all'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});

it('offers to end nothing where there is nothing', async () => {
  userPage(adminSession(), [], []);
  expect(await screen.findByText('Not logged in with any browser')).toBeVisible();
  expect(await screen.findByText('This user has no API tokens')).toBeVisible();
  expect(screen.getByRole('button', { name: 'End all' })).toBeDisabled();
  expect(screen.getByRole('button', { name: 'Revoke all' })).toBeDisabled();
});
