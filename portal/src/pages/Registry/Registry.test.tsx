import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import type { Registry, StoredRepository, TenantStorage } from '../../api/registries';
import type { Session } from '../../api/session';
import {
  adminSession,
  page,
  reason,
  registry,
  registryMetering,
  tenant,
  viewerSession,
  withRegistries,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const acme: TenantStorage = {
  tenant_id: 'tenant-1',
  tenant: 'acme',
  size_bytes: 2 * 2 ** 30,
  repositories: 2,
  since: '2026-05-04T10:00:00Z',
};
const web: StoredRepository = {
  name: 'acme/web',
  tenant_id: 'tenant-1',
  tenant: 'acme',
  tags: 7,
  size_bytes: 3 * 2 ** 20,
  own_bytes: 2 ** 20,
};

/** A platform with this registry; keeps what its repositories were asked by. */
function known(shown: Registry, who: Session = adminSession()) {
  const asked: URLSearchParams[] = [];
  platformWith([], withRegistries(who));
  answers('/tenants', page([tenant()]));
  answers('/tenants/tenant-1', tenant());
  answers('/registries/registry-1', shown);
  answers('/registries/registry-1/storage', page([acme]));
  server.use(
    http.get(at('/registries/registry-1/repositories'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page([web]));
    }),
  );
  return asked;
}

it('shows what each tenant keeps, and leads to its repositories and to hours and cost', async () => {
  const asked = known(registry({ metering: registryMetering({ unowned: 4 }) }));
  const { user } = openPortal('/registries/registry-1');
  const tenants = within(await screen.findByRole('table', { name: 'By tenant' }));
  expect(await tenants.findByRole('cell', { name: '2\u00a0GiB' })).toBeVisible();
  expect(screen.getByText('{tenant}/**')).toBeVisible();
  expect(screen.getByText('Repositories of no tenant').nextSibling).toHaveTextContent('4');
  expect(screen.getByRole('link', { name: 'See metering' })).toHaveAttribute(
    'href',
    '/metering?resource=image_storage&registry_id=registry-1',
  );
  await user.click(tenants.getByRole('link', { name: '2' }));
  const repositories = within(await screen.findByRole('table', { name: 'By repository' }));
  expect(await repositories.findByRole('cell', { name: 'acme/web' })).toBeVisible();
  expect(repositories.getByRole('cell', { name: '1\u00a0MiB' })).toBeVisible();
  expect(asked[0]?.get('tenant_id')).toBe('tenant-1');
});

it('begins anew with the other kind of row', async () => {
  known(registry({ metering: registryMetering() }));
  const { user, router } = openPortal('/registries/registry-1?by=repository&q=web&sort=tags&page=2');
  await screen.findByRole('cell', { name: 'acme/web' });
  await user.click(screen.getByRole('radio', { name: 'By tenant' }));
  expect(await screen.findByRole('cell', { name: '2\u00a0GiB' })).toBeVisible();
  expect(router.state.location.search).toBe('');
});

it('says why measuring fails, what to do, and that it counts on', async () => {
  const problem = reason({ message: 'It refuses the login', hint: 'Give it another password' });
  known(registry({ metering: registryMetering({ problem }) }));
  openPortal('/registries/registry-1');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('The last measurement failed: It refuses the login');
  expect(alert).toHaveTextContent('Give it another password');
  expect(alert).toHaveTextContent('counts on');
});

it('has a registry metered by a pattern, and keeps what was typed when that is refused', async () => {
  known(registry());
  refuses('put', '/registries/registry-1/metering', 422, {
    message: 'It does not say whose',
    field: 'repositories',
  });
  const { user } = openPortal('/registries/registry-1');
  await user.click(await screen.findByRole('button', { name: 'Meter by tenant' }));
  const form = within(await screen.findByRole('dialog'));
  const pattern = form.getByLabelText('Whose a repository is');
  expect(pattern).toHaveValue('{tenant}/**');
  await user.clear(pattern);
  await user.type(pattern, 'teams/**');
  await user.click(form.getByRole('button', { name: 'Try and meter' }));
  expect(await form.findByText('It does not say whose')).toBeVisible();
  const sent = recorder('put', '/registries/registry-1/metering', registryMetering());
  await user.type(pattern, '{Backspace}{Backspace}{{tenant}');
  await user.click(form.getByRole('button', { name: 'Try and meter' }));
  expect(await screen.findByText(/is metered by tenant/)).toBeVisible();
  expect(sent[0]?.body).toEqual({ repositories: 'teams/{tenant}' });
});

it('has it measured now, and shows what was found once that is done', async () => {
  const metering = registryMetering({ next_at: '2026-05-04T10:00:00Z' });
  known(registry({ metering }));
  const measured = recorder('post', '/registries/registry-1/metering/measure', metering, 202);
  const { user } = openPortal('/registries/registry-1');
  await screen.findByRole('cell', { name: '2\u00a0GiB' });
  answers('/registries/registry-1', registry({ metering: registryMetering({ measured_at: null }) }));
  await user.click(screen.getByRole('button', { name: 'Measure now' }));
  expect(await screen.findByText('registry.example is measured within seconds')).toBeVisible();
  expect(measured).toHaveLength(1);
  expect(await screen.findByText('Not measured yet')).toBeVisible();
});

it('asks before it meters no longer', async () => {
  known(registry({ metering: registryMetering() }));
  const ended = recorder('delete', '/registries/registry-1/metering', {}, 204);
  const { user } = openPortal('/registries/registry-1');
  await user.click(await screen.findByRole('button', { name: 'Meter no longer' }));
  const asked = within(await screen.findByRole('dialog'));
  expect(asked.getByText(/stays in reports/)).toBeVisible();
  await user.click(asked.getByRole('button', { name: 'Meter no longer' }));
  await waitFor(() => expect(ended).toHaveLength(1));
  expect(await screen.findByText('registry.example is not metered any more')).toBeVisible();
});

it('shows a tenant its own repositories, and nothing to change', async () => {
  const metering = registryMetering({ next_at: null, unowned: null });
  known(registry({ metering }), viewerSession());
  openPortal('/registries/registry-1');
  expect(await screen.findByRole('cell', { name: 'acme/web' })).toBeVisible();
  expect(screen.queryByRole('columnheader', { name: 'Tenant' })).not.toBeInTheDocument();
  expect(screen.queryByRole('radio', { name: 'By tenant' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /^(Measure|Meter|Edit)/ })).not.toBeInTheDocument();
  expect(screen.queryByText('Next')).not.toBeInTheDocument();
});

it.each([
  [true, 'What tenants keep in this registry is not metered.', 1],
  [false, 'Only registries that the platform shares are metered.', 0],
])('says where nothing is metered what can be done: shared %s', async (shared, said, buttons) => {
  known(registry({ shared }));
  openPortal('/registries/registry-1');
  expect(await screen.findByText(said)).toBeVisible();
  expect(screen.queryAllByRole('button', { name: 'Meter by tenant' })).toHaveLength(buttons);
});

it('says that there is no such registry', async () => {
  platformWith([], withRegistries(adminSession()));
  refuses('get', '/registries/registry-1', 404, { message: 'No such registry' });
  openPortal('/registries/registry-1');
  expect(await screen.findByText('No such registry')).toBeVisible();
});
