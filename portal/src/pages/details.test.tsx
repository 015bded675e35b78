import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { adminSession, page, tenant, user as account } from '../test/data';
import { openPortal } from '../test/render';
import { answers, platformWith, recorder } from '../test/server';

const AMOUNTS = {
  cpu: '4',
  memory: '8Gi',
  pods: 50,
  volumes: 20,
  storage: '100Gi',
  services: 100,
  domains: 20,
};

function asAdmin(address: string) {
  platformWith([], adminSession());
  answers('/tenants', page([tenant()]));
  answers('/tenants/tenant-1', tenant());
  answers('/tenants/tenant-1/usage', {
    used: { ...AMOUNTS, cpu: '5' },
    hard: AMOUNTS,
    reserved: AMOUNTS,
    over: [
      { what: 'cpu', used: '5', limit: '4', over: '1', message: '1 CPU too much', message_zh: '超出 1 核' },
    ],
    engine_reachable: true,
  });
  answers('/quota-presets', page([]));
  answers('/users', page([account()]));
  answers('/users/user-1', account());
  return openPortal(address);
}

describe('a tenant', () => {
  it('says what is over its quota', async () => {
    asAdmin('/tenants/tenant-1');
    expect(await screen.findByText('1 CPU too much')).toBeVisible();
    expect(await screen.findByRole('cell', { name: '5' })).toBeVisible();
  });

  it('gets another quota, and is told what does not fit', async () => {
    const { user } = asAdmin('/tenants/tenant-1');
    const changed = { ...tenant(), warnings: [{ what: 'cpu', message: '1 CPU too much', message_zh: '' }] };
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
    expect(await screen.findByText('acme was changed. 1 CPU too much')).toBeVisible();
    expect(sent[0]?.body).toMatchObject({ quota: { cpu: '2', memory: '8Gi' } });
  });

  it('is deleted only by its name', async () => {
    const { user, router } = asAdmin('/tenants/tenant-1');
    const sent = recorder('delete', '/tenants/tenant-1', {}, 204);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asking = within(await screen.findByRole('dialog'));
    expect(asking.getByRole('button', { name: 'Delete for good' })).toBeDisabled();
    await user.type(asking.getByLabelText('Type acme to confirm'), 'acme');
    await user.click(asking.getByRole('button', { name: 'Delete for good' }));
    expect(await screen.findByText('acme was deleted')).toBeVisible();
    expect(sent).toHaveLength(1);
    await waitFor(() => expect(router.state.location.pathname).toBe('/tenants'));
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
