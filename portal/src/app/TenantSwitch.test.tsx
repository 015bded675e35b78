import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { adminSession, charts, overview, page, session, tenant } from '../test/data';
import { openPortal } from '../test/render';
import { answers, at, platformWith, refuses, server } from '../test/server';

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

  it('is the only choice of a tenant on a list, takes what is another one’s along, and outlives a reset', async () => {
    const { at, choose, user } = await opened('/containers?application=app-1&state=waiting');
    await choose();
    await waitFor(() => expect(at()).toBe(`/containers?state=waiting&tenant=${ACME.id}`));
    expect(screen.queryByRole('combobox', { name: 'Tenant' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Reset filters' }));
    await waitFor(() => expect(at()).toBe(`/containers?tenant=${ACME.id}`));
    expect(screen.getByRole('button', { name: 'Reset filters' })).toBeDisabled();
  });

  it('is whom new things are for', async () => {
    const { choose, router, user } = await opened('/roles');
    answers('/tenants', page([tenant({ id: 'other', name: 'bravo' }), ACME]));
    await choose();
    answers('/users', page([]));
    await router.navigate('/users');
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    const field = await screen.findByLabelText('Tenant');
    await waitFor(() => expect(field.parentElement).toHaveTextContent('acme'));
  });

  it('is whose overview is shown, which says so', async () => {
    const { choose, router } = await opened('/roles');
    const asked: (string | null)[] = [];
    server.use(
      http.get(at('/overview'), ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('tenant_id'));
        return HttpResponse.json(overview());
      }),
    );
    answers(`/tenants/${ACME.id}/charts`, charts());
    await choose();
    await router.navigate('/');
    expect(await screen.findByText(/Of tenant acme only/)).toBeVisible();
    expect(asked).toEqual([ACME.id]);
    expect(screen.getByRole('meter', { name: 'CPU' })).toBeVisible();
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
  });

  it('is nobody any more once it is deleted', async () => {
    platformWith([], adminSession());
    answers('/tenants', page([]));
    refuses('get', '/tenants/gone', 404, { code: 'tenant.not_found' });
    const { router } = openPortal('/applications?tenant_id=gone');
    await waitFor(() => expect(router.state.location.search).toBe(''));
  });

  it('is not chosen by those who have one', async () => {
    platformWith([], session());
    openPortal('/roles');
    await screen.findByRole('link', { name: 'Applications' });
    expect(screen.queryByRole('combobox', { name: 'Tenant in view' })).toBeNull();
  });
});
