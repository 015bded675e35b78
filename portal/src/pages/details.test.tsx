import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { adminSession, deletion, page, preset, QUOTA, tenant, user as account } from '../test/data';
import { openPortal } from '../test/render';
import { answers, platformWith, recorder, refuses } from '../test/server';

function asAdmin(address: string) {
  platformWith([], adminSession());
  answers('/tenants', page([tenant()]));
  answers('/tenants/tenant-1', tenant());
  answers('/tenants/tenant-1/usage', {
    used: { ...QUOTA, cpu: '5' },
    hard: QUOTA,
    reserved: QUOTA,
    over: [
      { what: 'cpu', used: '5', limit: '4', over: '1', message: '1 CPU too much', message_zh: '超出 1 核' },
    ],
    engine_reachable: true,
  });
  answers('/quota-presets', page([]));
  answers('/users', page([account()]));
  answers('/users/user-1', account());
  answers('/users/user-1/sessions', page([]));
  answers('/users/user-1/tokens', page([]));
  return openPortal(address);
}

describe('a tenant', () => {
  it('says what is over its quota', async () => {
    asAdmin('/tenants/tenant-1');
    expect(await screen.findByText('1 CPU too much')).toBeVisible();
    expect(await screen.findByRole('cell', { name: /^5\scores$/ })).toBeVisible();
  });

  it('gets another quota, and is told what does not fit', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    const changed = { ...tenant(), warnings: [{ what: 'cpu', message: '3 CPU too much', message_zh: '' }] };
    const sent = recorder('patch', '/tenants/tenant-1', changed);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const editing = within(await screen.findByRole('dialog'));
    const cpu = editing.getByLabelText('CPU quota');
    await user.clear(cpu);
    await user.type(cpu, '2');
    for (const [label, value] of [
      ['Storage quota', '10Gi'],
      ['Most volumes', '1'],
      ['Most services', '2'],
      ['Most domains', '3'],
    ] as const) {
      await user.clear(editing.getByLabelText(label));
      await user.type(editing.getByLabelText(label), value);
    }
    await user.click(editing.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('acme: 3 CPU too much')).toBeVisible();
    expect(sent[0]?.body).toMatchObject({ quota: { cpu: '2', memory: '8Gi' } });
  });

  it('is disabled, with the choice to stop its services', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    const sent = recorder('post', '/tenants/tenant-1/disable', tenant({ disabled: true }));
    await user.click(await screen.findByRole('button', { name: 'Disable' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(sent).toEqual([]);
    answers('/tenants/tenant-1', tenant({ disabled: true }));
    await user.click(asking.getByLabelText('Also stop everything that runs'));
    await user.click(asking.getByRole('button', { name: 'Disable' }));
    expect(await screen.findByText('acme was disabled, and its services are being stopped')).toBeVisible();
    expect(sent.map(({ query }) => query.get('stop'))).toEqual(['true']);
    expect(await screen.findByText(/^Nobody of this tenant can log in/)).toBeVisible();
  });

  it('keeps running when it is disabled without that choice', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    const sent = recorder('post', '/tenants/tenant-1/disable', tenant({ disabled: true }));
    await user.click(await screen.findByRole('button', { name: 'Disable' }));
    const asking = within(await screen.findByRole('dialog'));
    await user.click(asking.getByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(sent.map(({ query }) => query.get('stop'))).toEqual(['false']));
  });

  it('is enabled again', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    answers('/tenants/tenant-1', tenant({ disabled: true }));
    const sent = recorder('post', '/tenants/tenant-1/enable', tenant());
    await user.click(await screen.findByRole('button', { name: 'Enable' }));
    expect(await screen.findByText('acme was enabled')).toBeVisible();
    expect(sent).toHaveLength(1);
  });
});

describe('the deletion of a tenant', () => {
  const begun = deletion({ requested_at: '2026-05-04T11:00:00Z' });

  it('names what is lost, waits for the name, and is followed until nothing is left', async () => {
    const { user, router } = asAdmin('/tenants/tenant-1');
    answers('/tenants/tenant-1/deletion', deletion());
    const sent = recorder('delete', '/tenants/tenant-1', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(await asking.findByText('Applications (1): shop')).toBeVisible();
    expect(asking.getByText('Volumes with their data (1): data (1Gi)')).toBeVisible();
    expect(asking.getByText('API tokens, which stop working: 2')).toBeVisible();
    expect(asking.getByRole('button', { name: 'Delete for good' })).toBeDisabled();
    await user.type(asking.getByLabelText('Type acme to confirm'), 'acme');
    refuses('get', '/tenants/tenant-1', 404, { code: 'tenant.not_found' });
    answers('/tenants/tenant-1/deletion', begun);
    await user.click(asking.getByRole('button', { name: 'Delete for good' }));
    expect(await screen.findByText('acme is being deleted')).toBeVisible();
    expect(Object.fromEntries(sent[0]?.query ?? [])).toEqual({ cascade: 'true', confirm: 'acme' });
    expect(await screen.findByRole('heading', { name: 'Being deleted' })).toBeVisible();
    refuses('get', '/tenants/tenant-1/deletion', 404, { code: 'tenant.not_found' });
    expect(await screen.findByText('acme was deleted', {}, { timeout: 5_000 })).toBeVisible();
    await waitFor(() => expect(router.state.location.pathname).toBe('/tenants'));
  });

  it('cannot begin while nobody can tell what is lost', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    refuses('get', '/tenants/tenant-1/deletion', 503, { message: 'Not now' });
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(await asking.findByText('Not now')).toBeVisible();
    await user.type(asking.getByLabelText('Type acme to confirm'), 'acme');
    expect(asking.getByRole('button', { name: 'Delete for good' })).toBeDisabled();
  });

  it('says that volumes go which the cluster cannot name', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    answers('/tenants/tenant-1/deletion', deletion({ lost: { volumes: null } }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(await screen.findByText(/^All its volumes with their data/)).toBeVisible();
  });

  it('shows how far it is to whoever opens the page again', async () => {
    asAdmin('/tenants/tenant-1');
    refuses('get', '/tenants/tenant-1', 404, { code: 'tenant.not_found' });
    answers('/tenants/tenant-1/deletion', { ...begun, remaining: { application: 1 } });
    expect(await screen.findByText('1 left')).toBeVisible();
    expect(screen.getByText('0 left')).toBeVisible();
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
  });

  it('is not offered for a tenant that never was', async () => {
    asAdmin('/tenants/tenant-1');
    refuses('get', '/tenants/tenant-1', 404, { message: 'There is no such tenant' });
    refuses('get', '/tenants/tenant-1/deletion', 404, { message: 'There is no such tenant' });
    expect(await screen.findByText('There is no such tenant')).toBeVisible();
  });
});

describe('a quota preset', () => {
  it('that is changed names the tenants of which more is in use', async () => {
    const { user } = asAdmin('/presets');
    answers('/quota-presets', page([preset('small')]));
    const over = [{ what: 'cpu', message: '1 CPU too much', message_zh: '' }];
    const changed = [{ id: 'tenant-1', name: 'acme', warnings: over }];
    recorder('patch', '/quota-presets/preset-small', { ...preset('small'), changed_tenants: changed });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const editing = within(await screen.findByRole('dialog'));
    await user.click(editing.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('acme: 1 CPU too much')).toBeVisible();
  });
});

describe('a user', () => {
  it('gets a random password, which is shown once', async () => {
    const { user } = asAdmin('/users/user-1');
    const sent = recorder('put', '/users/user-1/password', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Reset password' }));
    const asking = within(await screen.findByRole('dialog'));
    await user.click(asking.getByRole('button', { name: 'Reset password' }));
    expect(await screen.findByText('The password of mei was reset')).toBeVisible();
    const { new: password } = sent[0]?.body as { new: string };
    expect(await screen.findByText(password)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(screen.queryByText(password)).not.toBeInTheDocument());
  });

  it('is deleted only by the name', async () => {
    const { user, router } = asAdmin('/users/user-1');
    const sent = recorder('delete', '/users/user-1', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asking = within(await screen.findByRole('dialog'));
    await user.type(asking.getByLabelText('Type mei to confirm'), 'mei');
    await user.click(asking.getByRole('button', { name: 'Delete for good' }));
    expect(await screen.findByText('mei was deleted')).toBeVisible();
    expect(sent).toHaveLength(1);
    await waitFor(() => expect(router.state.location.pathname).toBe('/users'));
  });

  it('is unlocked after too many failed logins', async () => {
    const { user } = asAdmin('/users/user-1');
    answers('/users/user-1', account({ locked_until: '2026-05-04T11:00:00Z' }));
    const sent = recorder('delete', '/users/user-1/lock', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Unlock' }));
    expect(await screen.findByText('mei can log in again')).toBeVisible();
    expect(sent).toHaveLength(1);
  });
});
