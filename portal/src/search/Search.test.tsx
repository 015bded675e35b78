import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { SearchGroup, SearchHit } from '../api/search';
import { switchLanguage } from '../i18n/language';
import { adminSession, application, page, service, session, user as account } from '../test/data';
import { openPortal } from '../test/render';
import { answers, at, platformWith, refuses, server } from '../test/server';

const hit = (id: string, name: string, changed: Partial<SearchHit> = {}): SearchHit => ({
  id,
  name,
  within: '',
  parent_id: null,
  tenant_id: 'tenant-1',
  tenant_name: 'acme',
  state: 'running',
  ...changed,
});
const group = (kind: SearchGroup['kind'], items: SearchHit[], changed: Partial<SearchGroup> = {}) => ({
  kind,
  known: true,
  more: false,
  items,
  ...changed,
});
const SHOP = group('application', [hit('app-shop', 'shop')]);
const WEB = group('service', [
  hit('service-web', 'web', { within: 'shop', parent_id: 'app-shop', state: 'degraded' }),
]);

/** Answers by text, and keeps what was asked. */
function finds(groups: SearchGroup[]) {
  const asked: string[] = [];
  server.use(
    http.get(at('/search'), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('q') ?? '');
      return HttpResponse.json({ groups });
    }),
  );
  return asked;
}

async function opened(who = session()) {
  platformWith([application('shop', [service('web')])], who);
  const portal = openPortal('/applications');
  await screen.findByRole('button', { name: 'Search' });
  await portal.user.keyboard('/');
  const field = await screen.findByRole('combobox', { name: 'Search' });
  return { ...portal, field };
}

describe('the search', () => {
  it('opens by a key, finds by group, and goes there by arrows and Enter', async () => {
    const asked = finds([SHOP, WEB]);
    const { user, field, router } = await opened();
    expect(screen.getByText('Type part of a name')).toBeVisible();
    await user.type(field, ' sh');
    const services = await screen.findByRole('group', { name: 'Services' });
    expect(within(services).getByRole('option')).toHaveTextContent('webshopDegraded');
    expect(asked).toEqual(['sh']);
    const [first, second] = screen.getAllByRole('option');
    expect(first).toHaveAttribute('aria-selected', 'true');
    expect(field).toHaveAttribute('aria-activedescendant', first?.id);
    await user.keyboard('{ArrowDown}');
    expect(second).toHaveAttribute('aria-selected', 'true');
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    await waitFor(() =>
      expect(router.state.location.pathname).toBe('/applications/app-shop/services/service-web'),
    );
    expect(screen.queryByRole('combobox', { name: 'Search' })).toBeNull();
  });

  it('keeps what was chosen lately, for this user alone', async () => {
    finds([SHOP]);
    const { user, field, router } = await opened();
    await user.type(field, 'shop');
    await user.click(await screen.findByRole('option', { name: /shop/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/applications/app-shop'));
    await user.keyboard('{Control>}k{/Control}');
    const lately = await screen.findByRole('group', { name: 'Chosen lately' });
    expect(within(lately).getByRole('option')).toHaveTextContent('shop');
  });

  it('shows others nothing of it', async () => {
    localStorage.setItem(
      'slipway.search.somebody',
      JSON.stringify([{ ...hit('a', 'theirs'), kind: 'application' }]),
    );
    localStorage.setItem('slipway.search.user-1', 'not readable');
    await opened();
    expect(screen.getByText('Type part of a name')).toBeVisible();
    expect(screen.queryByText('theirs')).toBeNull();
  });

  it('tells those who see all tenants whose something is', async () => {
    finds([SHOP]);
    const { user, field } = await opened(adminSession());
    await user.type(field, 'shop');
    expect(await screen.findByRole('option')).toHaveTextContent('shopacmeRunning');
  });

  it('leads to the list of all where there are more, and says what nobody knows', async () => {
    const row = hit('tenant-1/web-1/web', 'web-1', { within: 'n1', state: 'not_ready' });
    finds([group('container', [row], { more: true }), group('host', [], { known: false })]);
    answers('/containers', { ...page([]), usage_problem: null });
    const { user, field, router } = await opened(adminSession());
    await user.type(field, 'web');
    expect(await screen.findByText('Not ready')).toBeVisible();
    expect(screen.getByText('Not known now: the cluster has not been seen yet')).toBeVisible();
    await user.click(screen.getByRole('option', { name: 'Show all of them as a list' }));
    await waitFor(() =>
      expect(router.state.location.pathname + router.state.location.search).toBe('/containers?q=web'),
    );
  });

  it('says that nothing is found, in Chinese too', async () => {
    finds([]);
    const { user, field } = await opened();
    await user.type(field, 'xyz');
    expect(await screen.findByText('Nothing is called like “xyz”')).toBeVisible();
    await switchLanguage('zh');
    expect(await screen.findByText('没有名称包含“xyz”的对象')).toBeVisible();
  });

  it('says what is wrong, in the server’s words', async () => {
    const { user, field } = await opened();
    refuses('get', '/search', 422, { message: 'The text is too long', request_id: 'r-9' });
    await user.type(field, 'x');
    expect(await screen.findByText('The text is too long')).toBeVisible();
    expect(screen.getByText('Request r-9')).toBeVisible();
  });

  it('leaves the key to those who type', async () => {
    platformWith([application('shop', [service('web')])], session({ user: account() }));
    const { user } = openPortal('/applications');
    const box = await screen.findByRole('searchbox');
    await user.type(box, 'a/b');
    expect(box).toHaveValue('a/b');
    expect(screen.queryByRole('combobox', { name: 'Search' })).toBeNull();
  });
});
