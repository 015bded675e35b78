import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import type { Price, Report } from '../../api/metering';
import {
  adminSession,
  application,
  page,
  registry,
  registryMetering,
  session,
  tenant,
  withRegistries,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { at, answers, platformWith, recorder, refuses, server } from '../../test/server';

const total = { count: 3, seconds: 7_200, core_hours: '1.5', gib_hours: '4', cost: '0.30' };
const row = { ...total, tenant: 'acme', application: 'shop', service: 'web', count: 2 };

function report(changed: Partial<Report> = {}): Report {
  return {
    since: '2026-05-01T00:00:00Z',
    until: '2026-05-08T00:00:00Z',
    known_until: '2026-05-08T00:00:00Z',
    currency: null,
    rows: [row, { ...row, service: 'redis' }],
    total,
    ...changed,
  };
}

/** A platform that knows this use; keeps what reports were asked for. */
function used(known: Report, who = session(), prices: Price[] = []) {
  const asked: URLSearchParams[] = [];
  answers('/metering/prices', { items: prices });
  platformWith([application('shop', [])], who);
  answers('/tenants', page([tenant()]));
  answers('/metering/series', {
    ...known,
    step: 'day',
    points: [{ ...total, time: '2026-05-01T00:00:00Z' }],
    lines: [],
  });
  server.use(
    http.get(at('/metering/report'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(known);
    }),
  );
  return asked;
}

it('shows by default what the containers of each service used, and the sum', async () => {
  const asked = used(report());
  openPortal('/metering');
  const table = within(await screen.findByRole('table', { name: 'Metering' }));
  expect(await table.findByRole('cell', { name: 'redis' })).toBeVisible();
  expect(table.getByText('Total')).toBeVisible();
  expect(table.getAllByRole('cell', { name: '1.5' })).toHaveLength(3);
  expect(asked[0]?.getAll('group_by')).toEqual(['tenant', 'application', 'service']);
  expect(asked[0]?.has('resource')).toBe(false);
  expect(table.queryByText(/Cost/)).not.toBeInTheDocument();
});

it('says what it costs where there are prices', async () => {
  used(report({ currency: 'CNY' }));
  openPortal('/metering');
  expect(await screen.findByRole('columnheader', { name: 'Cost (CNY)' })).toBeVisible();
  expect(screen.getAllByRole('cell', { name: '0.3' })).toHaveLength(3);
});

it('draws each day, for screen readers in words', async () => {
  used(report());
  openPortal('/metering');
  expect(await screen.findByText('May 1: 1.5 Core hours')).toBeInTheDocument();
});

it('exports what the address selects', async () => {
  used(report(), adminSession());
  openPortal('/metering?resource=volume&tenant_id=tenant-1&by=tenant');
  expect(await screen.findByRole('link', { name: 'Export CSV' })).toHaveAttribute(
    'href',
    '/api/v1/metering/export?resource=volume&tenant_id=tenant-1&group_by=tenant&total=true',
  );
});

const price: Price = {
  resource: 'container',
  currency: 'CNY',
  per_hour: '0',
  per_core_hour: '0.1',
  per_gib_hour: '0.02',
  updated_at: '2026-05-01T00:00:00Z',
};

it('lets administrators change the price list as a whole', async () => {
  used(report({ currency: 'CNY' }), adminSession(), [price]);
  const sent = recorder('put', '/metering/prices', { items: [] });
  const { user } = openPortal('/metering');
  await user.click(await screen.findByRole('button', { name: 'Price list' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.clear(dialog.getByLabelText('Containers: Per GiB hour'));
  await user.type(dialog.getByLabelText('Domains: Each thing, per hour'), '0.5');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The price list was saved')).toBeVisible();
  expect(sent[0]?.body).toEqual({
    currency: 'CNY',
    items: { container: { per_core_hour: '0.1' }, domain: { per_hour: '0.5' } },
  });
});

it('complains about a negative price instead of making it 0', async () => {
  used(report({ currency: 'CNY' }), adminSession(), [price]);
  const sent = recorder('put', '/metering/prices', { items: [] });
  const { user } = openPortal('/metering');
  await user.click(await screen.findByRole('button', { name: 'Price list' }));
  const dialog = within(await screen.findByRole('dialog'));
  const amount = dialog.getByLabelText('Domains: Each thing, per hour');
  await user.type(amount, '-0.5');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await dialog.findByText('0 or more')).toBeVisible();
  expect(amount).toHaveValue('-0.5');
  expect(sent).toEqual([]);
});

it('shows the price list to others, where there is one', async () => {
  used(report({ currency: 'CNY' }), session(), [price]);
  const { user } = openPortal('/metering');
  await user.click(await screen.findByRole('button', { name: 'Price list' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Price list (CNY)')).toBeInTheDocument();
  expect(dialog.getByRole('cell', { name: '0.02' })).toBeVisible();
  expect(dialog.queryByRole('button', { name: 'Save' })).toBeNull();
});

it('says so when nothing was used', async () => {
  used(report({ rows: [] }));
  openPortal('/metering');
  expect(await screen.findByText('Nothing was in use in this period')).toBeVisible();
});

it('explains a refusal', async () => {
  used(report());
  refuses('get', '/metering/report', 422, { message: 'The period is empty' });
  openPortal('/metering');
  expect(await screen.findByText('The period is empty')).toBeVisible();
});

it('tells image storage by registry, in GiB hours and without cores', async () => {
  const images = { ...total, core_hours: '0', tenant: 'acme', registry_address: 'registry.example' };
  const asked = used(report({ rows: [images] }), withRegistries(adminSession()));
  answers('/registries', page([registry({ metering: registryMetering() }), registry({ id: 'r2' })]));
  const { user, router } = openPortal('/metering?resource=image_storage');
  const table = within(await screen.findByRole('table', { name: 'Metering' }));
  expect(await table.findByRole('cell', { name: 'registry.example' })).toBeVisible();
  expect(table.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    'Tenant',
    'Registry',
    'Hours',
    'GiB hours',
  ]);
  expect(asked[0]?.getAll('group_by')).toEqual(['tenant', 'registry']);
  expect(await screen.findByText('May 1: 4 GiB hours')).toBeInTheDocument();
  await user.click(screen.getByRole('combobox', { name: 'Registry' }));
  expect(await screen.findAllByTitle('registry.example')).toHaveLength(1);
  await user.click(screen.getByTitle('registry.example'));
  expect(await screen.findByRole('link', { name: 'Export CSV' })).toHaveAttribute(
    'href',
    '/api/v1/metering/export?resource=image_storage&registry_id=registry-1&group_by=tenant&group_by=registry&total=true',
  );
  expect(router.state.location.search).toBe('?resource=image_storage&registry_id=registry-1');
});

it('tells each size of image storage, and takes the price of a GiB hour', async () => {
  const images = { ...total, tenant: 'acme', registry_address: 'registry.example', size_bytes: 3 * 2 ** 30 };
  used(report({ currency: 'CNY', rows: [images] }), withRegistries(adminSession()));
  answers('/registries', page([]));
  const sent = recorder('put', '/metering/prices', { items: [] });
  const { user } = openPortal('/metering?resource=image_storage&by=size');
  expect(await screen.findByRole('cell', { name: '3\u00a0GiB' })).toBeVisible();
  expect(screen.getByRole('columnheader', { name: 'Cost (CNY)' })).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Price list' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('Image storage: Per GiB hour'), '0.001');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The price list was saved')).toBeVisible();
  expect(sent[0]?.body).toEqual({
    currency: 'CNY',
    items: { image_storage: { per_gib_hour: '0.001' } },
  });
});
