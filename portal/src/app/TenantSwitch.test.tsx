import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { adminSession, page, session, tenant } from '../test/data';
import { openPortal } from '../test/render';
import { answers, platformWith } from '../test/server';

const ACME = tenant({ name: 'acme' });

async function opened(address: string) {
  platformWith([], adminSession());
  answers('/tenants', page([ACME]));
  const portal = openPortal(address);
  const chosen = await screen.findByRole('combobox', { name: 'Tenant in view' });
  const at = () => {
    const { pathname, search } = portal.router.state.location;
    return pathname + search;
  };
  const choose = async () => {
    await portal.user.click(chosen);
    await portal.user.click(await screen.findByTitle('acme'));
  };
  return { ...portal, at, choose };
}

const listed = (name: string) => screen.getByRole('link', { name }).getAttribute('href');

describe('the tenant in view', () => {
  beforeEach(() => sessionStorage.clear());

  it('narrows the list that is shown, and those that the sidebar leads to', async () => {
    const { at, choose } = await opened('/applications?q=a&page=2');
    expect(listed('Containers')).toBe('/containers');
    await choose();
    await waitFor(() => expect(at()).toBe(`/applications?q=a&tenant_id=${ACME.id}`));
    expect(listed('Containers')).toBe(`/containers?tenant=${ACME.id}`);
    expect(listed('Hosts')).toBe('/hosts');
  });

  it('is kept on pages that are of no tenant, and where a list is come back to', async () => {
    const { at, choose, router } = await opened('/roles');
    await choose();
    expect(at()).toBe('/roles');
    await router.navigate('/applications');
    await waitFor(() => expect(at()).toBe(`/applications?tenant_id=${ACME.id}`));
  });

  it('follows the address of a list, which says more when it is a narrower one', async () => {
    const { at, router } = await opened(`/applications?tenant_id=${ACME.id}`);
    await waitFor(() => expect(listed('Containers')).toBe(`/containers?tenant=${ACME.id}`));
    await router.navigate('/applications?q=of-another');
    expect(at()).toBe('/applications?q=of-another');
  });

  it('is not chosen by those who have one', async () => {
    platformWith([], session());
    openPortal('/roles');
    await screen.findByRole('link', { name: 'Applications' });
    expect(screen.queryByRole('combobox', { name: 'Tenant in view' })).toBeNull();
  });
});
