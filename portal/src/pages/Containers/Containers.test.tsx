import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { ContainerPage, ContainerRow } from '../../api/containers';
import { switchLanguage } from '../../i18n/language';
import { adminSession, application, containerRow, page, reason, service } from '../../test/data';
import { FakeEventSource } from '../../test/events';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, refuses, server } from '../../test/server';

const shop = application('shop', [service('web')]);

/** The list as the server answers it; what was asked for is kept. */
function listed(rows: ContainerRow[], changed: Partial<ContainerPage> = {}): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/containers'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({ ...page(rows), usage_problem: null, ...changed });
    }),
  );
  return asked;
}

const row = async (pod: string) => {
  const found = (await screen.findByRole('link', { name: pod })).closest('tr');
  if (!found) throw new Error(`${pod} is in no row`);
  return within(found);
};

describe('the list of containers', () => {
  it('shows where each belongs and runs, how it is, and what it uses of its limits', async () => {
    platformWith([shop]);
    listed([containerRow('web-a', { restarts: 2 })]);
    openPortal('/containers');
    const found = await row('web-a');
    expect(found.getByRole('link', { name: 'shop' })).toHaveAttribute('href', '/applications/app-shop');
    expect(found.getByRole('link', { name: 'web' })).toHaveAttribute(
      'href',
      '/applications/app-shop/services/service-web/containers',
    );
    expect(found.getByText('node-1')).toBeVisible();
    expect(found.getByText('10.0.0.7')).toBeVisible();
    expect(found.getByText('web:2')).toBeVisible();
    expect(found.getByText('Running')).toBeVisible();
    expect(found.getByRole('cell', { name: '2' })).toBeVisible();
    expect(found.getByRole('meter', { name: 'CPU' })).toHaveAttribute('aria-valuenow', '50');
    expect(found.getByRole('meter', { name: 'Memory' })).toHaveAttribute('data-level', 'high');
    expect(found.getByText('120 MiB')).toHaveTextContent('120 MiB / 128 MiB');
  });

  it('says in plain words why one is not ready, in both languages', async () => {
    platformWith([shop]);
    const broken = {
      state: 'waiting',
      ready: false,
      reason: 'CrashLoopBackOff',
      explanation: reason(),
    } as const;
    listed([containerRow('web-a', broken)]);
    openPortal('/containers');
    expect((await row('web-a')).getByText('It exits with code 1')).toBeVisible();
    await act(() => switchLanguage('zh'));
    expect((await row('web-a')).getByText('退出码为 1')).toBeVisible();
  });

  it('asks the server for what the address names, and follows the same', async () => {
    platformWith([shop]);
    const asked = listed([containerRow('web-a')]);
    openPortal('/containers?service=service-web&ready=false&q=web&sort=-memory&page=2');
    await row('web-a');
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      service: 'service-web',
      ready: 'false',
      q: 'web',
      sort: '-memory',
      page: '2',
      page_size: '50',
    });
    expect(FakeEventSource.at('/containers/events').url).toContain('?service=service-web');
  });

  it('keeps filters and order in the address, and begins at the first page again', async () => {
    platformWith([shop]);
    const asked = listed([containerRow('web-a')], { total: 200 });
    const { user, router } = openPortal('/containers?page=3');
    await row('web-a');
    await user.click(screen.getByRole('button', { name: 'Restarts' }));
    await waitFor(() => expect(router.state.location.search).toBe('?sort=restarts'));
    await user.type(screen.getByRole('searchbox', { name: 'Name, image, host or address' }), 'api{Enter}');
    await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('api'));
    expect(asked.at(-1)?.get('page')).toBe('1');
  });

  it('changes a row as the stream tells, and takes away what is gone', async () => {
    platformWith([shop]);
    const rows = [containerRow('web-a'), containerRow('web-b')];
    listed(rows);
    openPortal('/containers');
    await row('web-a');
    const changed = containerRow('web-a', { ready: false });
    listed([changed]);
    act(() => {
      FakeEventSource.at('/containers/events').tell('container', changed);
      FakeEventSource.at('/containers/events').tell('gone', { tenant_id: 'tenant-1', pod: 'web-b' });
    });
    expect((await row('web-a')).getByText('Running, not ready')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'web-b' })).not.toBeInTheDocument();
  });

  it('says that what is shown may be old while the cluster does not answer', async () => {
    platformWith([shop]);
    listed([containerRow('web-a')]);
    openPortal('/containers');
    await row('web-a');
    act(() => FakeEventSource.at('/containers/events').tell('cluster', { in_sight: false }));
    expect(screen.getByText(/The cluster does not answer/)).toBeVisible();
  });

  it('says why nobody knows what containers use', async () => {
    platformWith([shop]);
    listed([containerRow('web-a', { usage: null })], {
      usage_problem: reason({ code: 'container.metrics_absent', message: 'There are no metrics' }),
    });
    openPortal('/containers');
    expect(await screen.findByText('There are no metrics')).toBeVisible();
    expect((await row('web-a')).getAllByLabelText('Not known')).toHaveLength(2);
  });

  it('says what to do next when nothing runs, and that nothing matches otherwise', async () => {
    platformWith([shop]);
    listed([]);
    openPortal('/containers');
    expect(await screen.findByText('No containers are running')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Go to applications' })).toHaveAttribute('href', '/applications');
  });

  it('offers to take filters away that nothing matches', async () => {
    platformWith([shop]);
    listed([]);
    const { user, router } = openPortal('/containers?state=waiting');
    expect(await screen.findByText('Nothing matches. Change the search or remove filters.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Reset filters' }));
    expect(router.state.location.search).toBe('');
  });

  it('says what went wrong, and tries again', async () => {
    platformWith([shop]);
    refuses('get', '/containers', 503, { message: 'The cluster was not listed yet', request_id: 'r-9' });
    const { user } = openPortal('/containers');
    expect(await screen.findByText('The cluster was not listed yet')).toBeVisible();
    listed([containerRow('web-a')]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await row('web-a');
  });

  it('shows administrators whose each is', async () => {
    platformWith([shop], adminSession());
    listed([containerRow('web-a')]);
    answers('/hosts', page([]));
    openPortal('/containers');
    expect((await row('web-a')).getByText('acme')).toBeVisible();
  });
});
