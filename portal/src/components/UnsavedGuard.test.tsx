import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { adminSession, page, tenant } from '../test/data';
import { openPortal } from '../test/render';
import { answers, platformWith, recorder } from '../test/server';

async function opened() {
  platformWith([], adminSession());
  answers('/quota-presets', page([]));
  const portal = openPortal('/tenants');
  await portal.user.click(await screen.findByRole('button', { name: 'New tenant' }));
  const name = await screen.findByLabelText('Tenant name');
  return { ...portal, name };
}

const question = () => screen.findByText('Leave without saving?');

describe('a dialog', () => {
  it('closes without a question as long as nothing is entered', async () => {
    const { user, name } = await opened();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(name).not.toBeInTheDocument());
    expect(screen.queryByText('Leave without saving?')).toBeNull();
  });

  it('asks before what is entered is lost by closing it', async () => {
    const { user, name } = await opened();
    await user.type(name, 'acme');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await question();
    await user.click(screen.getByRole('button', { name: 'Stay' }));
    expect(name).toHaveValue('acme');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Leave and discard' }));
    await waitFor(() => expect(name).not.toBeInTheDocument());
  });

  it('asks before the page is left', async () => {
    const { user, name, router } = await opened();
    await user.type(name, 'acme');
    void router.navigate('/hosts');
    const asked = (await question()).closest<HTMLElement>('[role="dialog"]');
    expect(router.state.location.pathname).toBe('/tenants');
    await user.click(within(asked ?? document.body).getByRole('button', { name: 'Leave and discard' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/hosts'));
  });

  it('asks nothing once it is sent', async () => {
    const made = recorder('post', '/tenants', tenant({ name: 'acme' }), 201);
    const { user, name, router } = await opened();
    await user.type(name, 'acme');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(made).toHaveLength(1));
    await waitFor(() => expect(name).not.toBeInTheDocument());
    await router.navigate('/hosts');
    expect(router.state.location.pathname).toBe('/hosts');
  });
});
