import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Roles } from '../../api/roles';
import { page } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith } from '../../test/server';

const table: Roles = {
  actions: ['application.publish', 'tenant.manage', 'tenant.read'],
  roles: [
    {
      name: 'platform_admin',
      of_platform: true,
      actions: ['application.publish', 'tenant.manage', 'tenant.read'],
    },
    { name: 'developer', of_platform: false, actions: ['application.publish', 'tenant.read'] },
  ],
  scopes: [
    { name: 'read', actions: ['tenant.read'] },
    { name: 'all', actions: ['application.publish', 'tenant.manage', 'tenant.read'] },
  ],
};

async function opened(address = '/roles') {
  platformWith([]);
  answers('/roles', table);
  const portal = openPortal(address);
  const roles = within(await screen.findByRole('table', { name: 'Roles and permissions' }));
  await roles.findAllByRole('img');
  return { ...portal, roles };
}

const marks = (row: HTMLElement) =>
  within(row)
    .getAllByRole('img')
    .map((mark) => mark.getAttribute('aria-label'));

it('says what each role may do, and which one is one’s own', async () => {
  const { roles } = await opened();
  expect(marks(roles.getByRole('row', { name: /tenant\.manage/ }))).toEqual(['Allowed', 'Not allowed']);
  expect(marks(roles.getByRole('row', { name: /tenant\.read/ }))).toEqual(['Allowed', 'Allowed']);
  expect(screen.getByText('Your role: Developer')).toBeVisible();
  expect(roles.getByRole('columnheader', { name: 'Developer' })).toHaveAttribute('data-marked', 'true');
  expect(roles.getByRole('columnheader', { name: 'Platform administrator' })).toHaveAttribute(
    'data-marked',
    'false',
  );
});

it('says what each scope of a token may do', async () => {
  await opened();
  const scopes = within(screen.getByRole('table', { name: 'Scopes of API tokens' }));
  expect(marks(scopes.getByRole('row', { name: /application\.publish/ }))).toEqual([
    'Not allowed',
    'Allowed',
  ]);
});

it('is narrowed by a word, which the address keeps', async () => {
  const { user, roles, router } = await opened();
  await user.type(screen.getByLabelText('Filter actions'), 'quota{Enter}');
  expect(roles.getAllByRole('row')).toHaveLength(2);
  expect(roles.getByRole('row', { name: /tenant\.read/ })).toBeVisible();
  expect(router.state.location.search).toBe('?q=quota');
});

it('is linked from one’s own account', async () => {
  platformWith([]);
  answers('/roles', table);
  answers('/tokens', page([]));
  answers('/me/sessions', page([]));
  const { user } = openPortal('/account');
  await user.click(await screen.findByRole('link', { name: 'Roles and permissions' }));
  expect(await screen.findByRole('heading', { name: 'Roles and permissions' })).toBeVisible();
});
