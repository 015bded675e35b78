import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Schemas } from '../../api/client';
import { application, service, session } from '../../test/data';
import { openPortal } from '../../test/render';
import { platformWith, recorder, refuses } from '../../test/server';

const shop = application('shop', [service('web'), service('redis')]);
const CLONE = '/applications/app-shop/clone';
const told: Schemas['CloneResult'] = {
  application: null,
  services: { web: 'web', redis: 'shop-copy-redis' },
  changes: [{ service: 'web', field: 'env.CACHE', before: 'redis', after: 'shop-copy-redis' }],
  left_out: [
    { service: 'web', what: 'domain', name: 'shop' },
    { service: 'redis', what: 'data', name: 'disk' },
  ],
};

async function open() {
  const who = session();
  platformWith([shop], { ...who, actions: [...who.actions, 'application.secrets'] });
  const opened = openPortal('/applications/app-shop');
  await opened.user.click(await screen.findByRole('button', { name: 'More actions' }));
  await opened.user.click(await screen.findByRole('menuitem', { name: 'Copy application' }));
  return { ...opened, asking: within(await screen.findByRole('dialog', { name: 'Copy shop' })) };
}

describe('a copy of an application', () => {
  it('is shown while its name is typed, and made when that is asked for', async () => {
    const sent = recorder('post', CLONE, told, 201);
    const { user, asking } = await open();
    expect(
      await asking.findByText('redis is called shop-copy-redis: its name is taken in this tenant'),
    ).toBeVisible();
    expect(asking.getByText('web gets no domain: shop stays with the original')).toBeVisible();
    expect(asking.getByText('Volume disk of redis begins empty')).toBeVisible();
    expect(asking.getByText('Environment variables: CACHE')).toBeVisible();
    await user.click(asking.getByLabelText('Publish it at once'));
    await user.click(asking.getByRole('button', { name: 'Copy' }));
    await waitFor(() => expect(sent.at(-1)?.query.get('publish')).toBe('true'));
    expect(sent[0]?.query.get('dry_run')).toBe('true');
    expect(sent.at(-1)?.body).toMatchObject({ name: 'shop-copy' });
  });

  it('says why it cannot be made before it is asked for', async () => {
    refuses('post', CLONE, 409, { code: 'application.name_taken', message: 'There is one called so' });
    const { asking } = await open();
    expect(await asking.findByText('There is one called so')).toBeVisible();
  });

  it('is not offered to those who may not see the secrets that it takes along', async () => {
    platformWith([shop]);
    const { user } = openPortal('/applications/app-shop');
    await user.click(await screen.findByRole('button', { name: 'More actions' }));
    expect(await screen.findByRole('menuitem', { name: 'Delete application' })).toBeVisible();
    expect(screen.queryByRole('menuitem', { name: 'Copy application' })).not.toBeInTheDocument();
  });
});
