import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import type { Operation } from '../../api/operations';
import { adminSession, operation, page, session, tenant, user } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, refuses, server } from '../../test/server';

function piece(items: Operation[], next: string | null = null) {
  return { items, next, searched_until: null, total: items.length, total_exact: true };
}

/** A log of one piece; keeps what was asked. */
function logOf(items: Operation[], who = adminSession()) {
  const asked: URLSearchParams[] = [];
  platformWith([], who);
  answers('/tenants', page([tenant()]));
  answers('/users', page([user()]));
  server.use(
    http.get(at('/operations'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(piece(items));
    }),
  );
  return asked;
}

describe('the operation log', () => {
  it('says who did what in words', async () => {
    logOf([operation(), operation({ id: 'operation-2', action: 'berth.moor', outcome: 'access.denied' })]);
    openPortal('/operations');
    const table = within(await screen.findByRole('table', { name: 'Operation log' }));
    expect(await table.findByRole('cell', { name: 'Scale' })).toBeVisible();
    expect(table.getByRole('cell', { name: 'berth.moor' })).toBeVisible();
    expect(table.getByText('access.denied')).toBeVisible();
  });

  it('asks for what the address says, and puts a new filter there', async () => {
    const asked = logOf([operation()]);
    const { user: person, router } = openPortal('/operations?outcome=refused&tenant_id=tenant-1');
    const search = await screen.findByRole('searchbox');
    await person.type(search, 'shop{Enter}');
    await screen.findByRole('table');
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({ outcome: 'refused', tenant_id: 'tenant-1' });
    expect(router.state.location.search).toBe('?outcome=refused&tenant_id=tenant-1&q=shop');
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute(
      'href',
      '/api/v1/operations/export?tenant_id=tenant-1&outcome=refused&q=shop&format=csv',
    );
  });

  it('goes on where the last piece ended', async () => {
    logOf([]);
    server.use(
      http.get(at('/operations'), ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.get('after') === 'operation-1'
            ? piece([operation({ id: 'operation-0', actor_name: 'jonas' })])
            : piece([operation()], 'operation-1'),
        ),
      ),
    );
    const { user: person } = openPortal('/operations');
    await person.click(await screen.findByRole('button', { name: 'Show older' }));
    expect(await screen.findByRole('cell', { name: 'jonas' })).toBeVisible();
    expect(screen.getByRole('cell', { name: 'mei' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show older' })).not.toBeInTheDocument();
  });

  it('shows one operation with what it changed, and leads back to the same selection', async () => {
    logOf([operation()]);
    answers('/operations/operation-1', operation());
    const { user: person, router } = openPortal('/operations/operation-1?q=shop');
    const drawer = within(await screen.findByRole('dialog'));
    expect(await drawer.findByText('abc123')).toBeVisible();
    expect(drawer.getByRole('row', { name: 'replicas 1 3' })).toBeVisible();
    await person.click(drawer.getByRole('button', { name: 'Close' }));
    expect(router.state.location).toMatchObject({ pathname: '/operations', search: '?q=shop' });
  });

  it('explains a refusal', async () => {
    logOf([]);
    refuses('get', '/operations', 503, { message: 'The database does not answer' });
    openPortal('/operations');
    expect(await screen.findByText('The database does not answer')).toBeVisible();
    expect(screen.getByText('Request abc123')).toBeVisible();
  });
});

describe('the verification of the log', () => {
  function verification(text: string) {
    server.use(http.get(at('/operations/verify'), () => HttpResponse.text(text)));
  }

  it('tells the verdict and the anchor', async () => {
    logOf([operation()]);
    verification(
      'event: progress\ndata: {"checked": 5}\n\nevent: verdict\ndata: {"intact": true, "checked": 9, "problems": 0, "anchor": "9:ab"}\n\n',
    );
    const { user: person } = openPortal('/operations');
    await person.click(await screen.findByRole('button', { name: 'Verify the chain' }));
    expect(await screen.findByText('Intact: all 9 operations are as they were written')).toBeVisible();
    expect(screen.getByText('9:ab')).toBeVisible();
  });

  it('names each place that was changed', async () => {
    logOf([operation()]);
    verification(
      'event: problem\ndata: {"kind": "missing", "first_seq": 3, "last_seq": 4}\n\nevent: verdict\ndata: {"intact": false, "checked": 9, "problems": 1, "anchor": "9:ab"}\n\n',
    );
    const { user: person } = openPortal('/operations');
    await person.click(await screen.findByRole('button', { name: 'Verify the chain' }));
    expect(await screen.findByText('3–4: removed')).toBeVisible();
    expect(screen.getByText('1 places are not as they were written')).toBeVisible();
  });

  it('is not mistaken for a good one when it breaks off', async () => {
    logOf([operation()]);
    verification('event: progress\ndata: {"checked": 5}\n\n');
    const { user: person } = openPortal('/operations');
    await person.click(await screen.findByRole('button', { name: 'Verify the chain' }));
    expect(await screen.findByText('The verification was broken off')).toBeVisible();
  });

  it('is offered only to those who may', async () => {
    logOf([operation()], session());
    openPortal('/operations');
    expect(await screen.findByRole('link', { name: 'Export CSV' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Verify the chain' })).not.toBeInTheDocument();
  });
});
