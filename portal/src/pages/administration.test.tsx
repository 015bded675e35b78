import { http, HttpResponse } from 'msw';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { adminSession, application, page, preset, QUOTA, tenant, user as account } from '../test/data';
import { openPortal } from '../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../test/server';

function asAdmin(address: string) {
  platformWith([application('shop', [])], adminSession());
  answers('/tenants', page([tenant({ applications: 3, users: 2 })]));
  answers('/quota-presets', page([preset('medium'), preset('small', { cpu: '2' })]));
  answers('/users', page([account(), account({ id: 'user-2', username: 'jonas', disabled: true })]));
  return openPortal(address);
}

async function choose(user: ReturnType<typeof asAdmin>['user'], name: string) {
  await user.click(screen.getByLabelText('Quota preset'));
  await user.click(await screen.findByText(name, { selector: '.ant-select-item-option-content' }));
}

const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

describe('the navigation', () => {
  it('shows administrators tenants and users', async () => {
    asAdmin('/applications');
    const navigation = within(await screen.findByRole('navigation', { name: 'Main navigation' }));
    expect(navigation.getAllByRole('link').map((link) => link.textContent)).toEqual([
      'Overview',
      'Applications',
      'Managed services',
      'Containers',
      'Volumes',
      'Domains',
      'Openings',
      'Hosts',
      'Partitions',
      'Routes',
      'Platform health',
      'Settings',
      'Tenants',
      'Quota presets',
      'Service offerings',
      'Users',
      'Metering',
      'Operation log',
      'Runtime log',
    ]);
  });

  it('shows developers only what is theirs', async () => {
    platformWith([application('shop', [])]);
    openPortal('/applications');
    const navigation = within(await screen.findByRole('navigation', { name: 'Main navigation' }));
    expect(navigation.getAllByRole('link').map((link) => link.textContent)).toEqual([
      'Overview',
      'Applications',
      'Managed services',
      'Containers',
      'Volumes',
      'Domains',
      'Openings',
      'Metering',
      'Operation log',
    ]);
  });

  it('leads back from a page that does not exist', async () => {
    asAdmin('/no-such-page');
    expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });
});

describe('tenants', () => {
  it('are listed with quota, and lead to their applications', async () => {
    asAdmin('/tenants');
    expect(await screen.findByText('CPU 4 cores, memory 8 GiB, 50 pods')).toBeVisible();
    expect(screen.getByRole('link', { name: '3' })).toHaveAttribute(
      'href',
      '/applications?tenant_id=tenant-1',
    );
  });

  it('say who of them is disabled', async () => {
    asAdmin('/tenants');
    answers('/tenants', page([tenant(), tenant({ id: 'tenant-2', name: 'harbour', disabled: true })]));
    expect(await screen.findByRole('row', { name: /harbour.*Disabled/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /acme.*Active/ })).toBeVisible();
  });

  it('are created with a preset, whose amounts are shown', async () => {
    const { user } = asAdmin('/tenants');
    const sent = recorder('post', '/tenants', tenant({ name: 'harbour' }), 201);
    await user.click(await screen.findByRole('button', { name: 'New tenant' }));
    const creating = await dialog('New tenant');
    await user.type(creating.getByLabelText('Tenant name'), 'harbour');
    await choose(user, 'small');
    expect(
      await creating.findByText(/^CPU 2 cores, memory 8 GiB, storage 100 GiB; at most 50 pods/),
    ).toBeVisible();
    expect(creating.queryByLabelText('CPU quota')).not.toBeInTheDocument();
    await user.click(creating.getByRole('button', { name: 'Create' }));
    expect(await screen.findByText('harbour was created')).toBeVisible();
    expect(sent[0]?.body).toEqual({ name: 'harbour', display_name: '', preset: 'small' });
  });

  it('are created with amounts of their own for everything that is counted', async () => {
    const { user } = asAdmin('/tenants');
    const sent = recorder('post', '/tenants', tenant({ name: 'harbour' }), 201);
    await user.click(await screen.findByRole('button', { name: 'New tenant' }));
    const creating = await dialog('New tenant');
    await user.type(creating.getByLabelText('Tenant name'), 'harbour');
    await choose(user, 'A quota of its own');
    await user.clear(await creating.findByLabelText('Most domains'));
    await user.type(creating.getByLabelText('Most domains'), '3');
    await user.click(creating.getByRole('button', { name: 'Create' }));
    expect(await screen.findByText('harbour was created')).toBeVisible();
    expect(sent[0]?.body).toEqual({ name: 'harbour', display_name: '', quota: { ...QUOTA, domains: 3 } });
  });

  it('show a bad quota at its input', async () => {
    const { user } = asAdmin('/tenants');
    refuses('post', '/tenants', 422, { field: 'quota.memory', message: 'This is no quantity' });
    await user.click(await screen.findByRole('button', { name: 'New tenant' }));
    const creating = await dialog('New tenant');
    await user.type(creating.getByLabelText('Tenant name'), 'harbour');
    await choose(user, 'A quota of its own');
    await user.click(creating.getByRole('button', { name: 'Create' }));
    expect(await creating.findByText('This is no quantity')).toBeInTheDocument();
    expect(creating.getByLabelText('Memory quota')).toHaveAttribute('aria-invalid', 'true');
  });
});

describe('users', () => {
  it('are created for a tenant', async () => {
    const { user } = asAdmin('/users');
    const sent = recorder('post', '/users', account({ username: 'lin' }), 201);
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    const creating = within(await screen.findByRole('dialog'));
    await user.type(creating.getByLabelText('User name'), 'lin');
    await user.click(await creating.findByRole('button', { name: 'Generate a password' }));
    await user.click(creating.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      username: 'lin',
      role: 'developer',
      tenant_id: 'tenant-1',
      must_change_password: true,
    });
    const { password } = sent[0]?.body as { password: string };
    expect(await screen.findByText(password)).toBeVisible();
  });

  it('get no password that breaks a rule', async () => {
    const { user } = asAdmin('/users');
    const sent = recorder('post', '/users', account(), 201);
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    const creating = within(await screen.findByRole('dialog'));
    await creating.findByText('At least 10 characters');
    await user.type(creating.getByLabelText('User name'), 'lin');
    await user.type(creating.getByLabelText('Password'), 'lin and more');
    const kept = () => creating.getAllByRole('listitem').map((rule) => rule.dataset.kept);
    await waitFor(() => expect(kept()).toEqual(['true', 'true', 'true', 'false']));
    await user.click(creating.getByRole('button', { name: 'Create' }));
    expect(await creating.findByText('The password does not keep all rules')).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('are found by role', async () => {
    asAdmin('/users?role=viewer');
    const asked: (string | null)[] = [];
    server.use(
      http.get(at('/users'), ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('role'));
        return HttpResponse.json(page([account({ username: 'zoe', role: 'viewer' })]));
      }),
    );
    expect(await screen.findByRole('link', { name: 'zoe' })).toBeVisible();
    expect(asked).toContain('viewer');
  });

  it('are disabled only after the consequences were confirmed', async () => {
    const { user } = asAdmin('/users');
    const sent = recorder('patch', '/users/user-1', account({ disabled: true }));
    await user.click(await screen.findByRole('button', { name: 'Disable' }));
    // The component library gives all ids one value under test, so that names of several dialogs and fields are mixed up.
    const asking = within(await screen.findByRole('dialog'));
    expect(asking.getAllByText('Disable user mei?')[0]).toBeVisible();
    expect(sent).toEqual([]);
    await user.click(asking.getByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ disabled: true }]));
  });

  it('are enabled again', async () => {
    const { user } = asAdmin('/users');
    const sent = recorder('patch', '/users/user-2', account());
    await user.click(await screen.findByRole('button', { name: 'Enable' }));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ disabled: false }]));
  });
});
