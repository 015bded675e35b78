import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Opening } from '../../api/openings';
import { switchLanguage } from '../../i18n/language';
import {
  adminSession,
  application,
  opening,
  page,
  service,
  tenantAdminSession,
  viewerSession,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, recorder, refuses, server } from '../../test/server';

const redis = service('redis', { config: { image: 'redis:7', ports: [{ port: 6379 }, { port: 9121 }] } });
const shop = application('shop', [redis, service('silent', { config: { image: 'web:1', ports: [] } })]);
const received = { direction: 'received', application: null, service_id: null } as const;

/** The list as the server answers it; what was asked for is kept. */
function listed(rows: Opening[]): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/openings'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page(rows));
    }),
  );
  return asked;
}

const buttons = () =>
  within(screen.getByRole('table'))
    .queryAllByRole('button', { name: /^(Accept|Refuse|Withdraw|End) / })
    .map((button) => button.textContent);

describe('the list of openings', () => {
  it('shows what each side may do in each state', async () => {
    platformWith([shop], tenantAdminSession());
    listed([
      opening({ id: '1', service: 'a' }),
      opening({ id: '2', service: 'b', state: 'accepted', in_force: true }),
      opening({ id: '3', service: 'c', ...received, tenant: 'gamma' }),
      opening({ id: '4', service: 'd', ...received, state: 'accepted' }),
      opening({ id: '5', service: 'e', state: 'withdrawn', closed_at: '2026-05-04T11:00:00Z' }),
    ]);
    openPortal('/openings');
    expect(await screen.findByText('shop/a')).toBeVisible();
    expect(buttons()).toEqual(['Withdraw', 'Withdraw', 'Accept', 'Refuse', 'End']);
    expect(screen.getByText('gamma')).toBeVisible();
    expect(screen.getAllByText('redis.slipway-acme.svc')).toHaveLength(4);
    expect(screen.getByText('Not in force: one of the tenants is disabled')).toBeVisible();
    await switchLanguage('zh');
    expect(await screen.findByText('已收回')).toBeVisible();
  });

  it('names the buttons of two openings of one service apart', async () => {
    platformWith([shop], tenantAdminSession());
    listed([opening({ id: '1' }), opening({ id: '2', receiver: 'gamma' })]);
    openPortal('/openings');
    expect(await screen.findByRole('button', { name: 'Withdraw acme/redis to beta' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Withdraw acme/redis to gamma' })).toBeVisible();
  });

  it('asks the server for what the address names', async () => {
    platformWith([shop], tenantAdminSession());
    const asked = listed([opening()]);
    openPortal('/openings?direction=given&state=offered&q=red&sort=receiver&page=2');
    await screen.findByText('shop/redis');
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      direction: 'given',
      state: 'offered',
      q: 'red',
      sort: 'receiver',
      page: '2',
      page_size: '20',
    });
  });

  it('lets those look who may not decide, and says who may', async () => {
    const who = viewerSession();
    platformWith([shop], { ...who, actions: [...who.actions, 'opening.read'] });
    listed([opening({ ...received })]);
    openPortal('/openings');
    expect(await screen.findByText('redis')).toBeVisible();
    expect(buttons()).toEqual([]);
    expect(screen.queryByRole('button', { name: 'Open a service' })).toBeNull();
  });

  it('says what to do when there are none', async () => {
    platformWith([shop], tenantAdminSession());
    listed([]);
    openPortal('/openings');
    expect(await screen.findByText(/^No openings yet. Open a service to another tenant/)).toBeVisible();
  });

  it('gives administrators of the platform both sides, and a direction once a tenant is chosen', async () => {
    platformWith([shop], adminSession());
    listed([opening({ direction: null })]);
    openPortal('/openings');
    await screen.findByText('shop/redis');
    expect(buttons()).toEqual(['Accept', 'Refuse', 'Withdraw']);
    expect(screen.queryByRole('combobox', { name: 'Direction' })).toBeNull();
  });
});

describe('an opening', () => {
  it('is accepted with one press, and the address is told', async () => {
    platformWith([shop], tenantAdminSession());
    listed([opening({ ...received })]);
    const calls = recorder('post', '/openings/opening-1/accept', opening({ ...received, state: 'accepted' }));
    const { user } = openPortal('/openings');
    await user.click(await screen.findByRole('button', { name: 'Accept acme/redis to beta' }));
    expect(await screen.findByText('Accepted: reached at redis.slipway-acme.svc')).toBeVisible();
    expect(calls).toHaveLength(1);
  });

  it('ends only after what that cuts was read', async () => {
    platformWith([shop], tenantAdminSession());
    listed([opening({ state: 'accepted', in_force: true })]);
    const calls = recorder('post', '/openings/opening-1/withdraw', opening({ state: 'withdrawn' }));
    const { user } = openPortal('/openings');
    await user.click(await screen.findByRole('button', { name: 'Withdraw acme/redis to beta' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Containers of beta can no longer connect/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(calls).toHaveLength(0);
    await user.click(await screen.findByRole('button', { name: 'Withdraw acme/redis to beta' }));
    const [again] = (await screen.findAllByRole('dialog')).slice(-1);
    if (!again) throw new Error('nothing is asked');
    await user.click(within(again).getByRole('button', { name: 'Withdraw' }));
    await waitFor(() => expect(calls).toHaveLength(1));
  });

  it('is offered with some of the ports, and a complaint stands at its input', async () => {
    platformWith([shop], tenantAdminSession());
    listed([]);
    const calls = recorder('post', '/openings', opening(), 201);
    const { user } = openPortal('/openings');
    await user.click(await screen.findByRole('button', { name: 'Open a service' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('combobox', { name: 'Application' }));
    await user.click(await screen.findByTitle('shop'));
    await user.click(await dialog.findByRole('combobox', { name: 'Service' }));
    expect(await screen.findByTitle('silent (no ports)')).toBeInTheDocument();
    await user.click(await screen.findByTitle('redis'));
    await user.click(dialog.getByRole('combobox', { name: 'Ports' }));
    await user.click(await screen.findByTitle('6379'));
    await user.type(dialog.getByRole('textbox', { name: 'Opened to' }), 'beta');
    refuses('post', '/openings', 409, { message: 'It is open already', field: 'receiver' });
    await user.click(dialog.getByRole('button', { name: 'Offer' }));
    expect(await dialog.findByText(/It is open already/)).toBeVisible();
    server.resetHandlers();
    platformWith([shop], tenantAdminSession());
    listed([]);
    const sent = recorder('post', '/openings', opening(), 201);
    await user.click(dialog.getByRole('button', { name: 'Offer' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(calls).toHaveLength(0);
    expect(sent[0]?.body).toEqual({ service_id: 'service-redis', receiver: 'beta', ports: [6379] });
  });
});
