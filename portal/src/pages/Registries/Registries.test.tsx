import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Registry } from '../../api/registries';
import { page, tenantAdminSession, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const AT = '2026-05-04T10:00:00Z';
const own: Registry = {
  id: 'r1',
  address: 'registry.acme.example',
  shared: false,
  tenant_id: 't1',
  insecure: false,
  username: 'robot',
  has_password: true,
  services: [
    {
      application_id: 'a1',
      application: 'shop',
      service_id: 's1',
      service: 'web',
      image: 'registry.acme.example/web:1',
    },
  ],
  metering: null,
  created_by: 'ada',
  created_at: AT,
  updated_at: AT,
};
const shared: Registry = { ...own, id: 'r2', address: 'mirror.example', shared: true, services: [] };
const manager = () => {
  const known = tenantAdminSession();
  return { ...known, actions: [...known.actions, 'registry.read', 'registry.manage'] };
};

it('lets a tenant change its own registries only, and names the services before one is removed', async () => {
  platformWith([], manager());
  answers('/registries', page([own, shared]));
  const removed = recorder('delete', '/registries/r1', {}, 204);
  const { user } = openPortal('/registries');
  expect(await screen.findByText('mirror.example')).toBeVisible();
  expect(screen.getAllByRole('button', { name: /^Delete / })).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Delete registry.acme.example?' }));
  const asked = await screen.findByRole('dialog');
  expect(within(asked).getByText(/shop\/web/)).toBeVisible();
  await user.click(within(asked).getByRole('button', { name: 'Delete' }));
  expect(await screen.findByText('registry.acme.example was deleted')).toBeVisible();
  expect(removed[0]?.query.get('force')).toBe('true');
});

it('says beside the form why a registry does not let us in, and keeps what was typed', async () => {
  platformWith([], manager());
  answers('/registries', page([]));
  refuses('post', '/registries', 422, { message: 'It refuses the login' });
  const { user } = openPortal('/registries');
  await user.click(await screen.findByRole('button', { name: 'Add a registry' }));
  const form = await screen.findByRole('dialog');
  await user.type(within(form).getByLabelText('Address'), 'registry.acme.example');
  await user.click(within(form).getByRole('button', { name: /^Try/ }));
  expect(await within(form).findByText('It refuses the login')).toBeVisible();
  expect(within(form).getByLabelText('Address')).toHaveValue('registry.acme.example');
});

it('offers a viewer nothing to change', async () => {
  const known = viewerSession();
  platformWith([], { ...known, actions: [...known.actions, 'registry.read'] });
  answers('/registries', page([own]));
  openPortal('/registries');
  expect(await screen.findByText('registry.acme.example')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^(Add a|Delete|Try)/ })).not.toBeInTheDocument();
});
