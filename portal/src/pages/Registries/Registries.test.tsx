import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import {
  adminSession,
  page,
  reason,
  registry,
  registryMetering,
  tenantAdminSession,
  viewerSession,
  withRegistries,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const own = registry({
  id: 'r1',
  address: 'registry.acme.example',
  shared: false,
  tenant_id: 't1',
  services: [
    {
      application_id: 'a1',
      application: 'shop',
      service_id: 's1',
      service: 'web',
      image: 'registry.acme.example/web:1',
    },
  ],
});
const shared = registry({ id: 'r2', address: 'mirror.example' });
const manager = () => withRegistries(tenantAdminSession());

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
  platformWith([], withRegistries(viewerSession()));
  answers('/registries', page([own]));
  openPortal('/registries');
  expect(await screen.findByText('registry.acme.example')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^(Add a|Delete|Try)/ })).not.toBeInTheDocument();
});

it('shows what images take of registries that are metered, and that measuring fails', async () => {
  platformWith([], withRegistries(adminSession()));
  const failing = registryMetering({ problem: reason() });
  const fresh = registryMetering({ measured_at: null });
  answers(
    '/registries',
    page([own, shared, registry({ id: 'r3', metering: failing }), registry({ id: 'r4', metering: fresh })]),
  );
  openPortal('/registries');
  expect(await screen.findByRole('link', { name: '3\u00a0GiB' })).toHaveAttribute('href', '/registries/r3');
  expect(screen.getAllByText('Measuring fails')).toHaveLength(1);
  expect(screen.getByRole('link', { name: 'Not measured yet' })).toHaveAttribute('href', '/registries/r4');
  expect(screen.getByRole('link', { name: 'Not metered' })).toHaveAttribute('href', '/registries/r2');
});
