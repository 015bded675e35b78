import { http, HttpResponse } from 'msw';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { adminSession, host, page, partition } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, server } from '../../test/server';

function opened(address = '/hosts') {
  platformWith([], adminSession());
  answers('/partitions', page([partition('gold', { id: 'p1' })]));
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at('/hosts'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(
        page([
          host('n1', { labels: { rack: 'r1', 'slipway.io/partition': 'p1' } }),
          host('n2', {
            state: 'not_ready',
            cpu_percent: null,
            conditions: [{ type: 'Ready', status: 'False', reason: 'NoNetwork', message: '', since: null }],
          }),
        ]),
      );
    }),
  );
  return { ...openPortal(address), asked };
}

it('are listed with state, partition and what is taken', async () => {
  opened();
  const row = within(await screen.findByRole('row', { name: /n1/ }));
  expect(row.getByText('Ready')).toBeVisible();
  expect(await row.findByRole('link', { name: 'gold' })).toHaveAttribute('href', '/partitions/p1');
  expect(row.getByRole('meter', { name: 'CPU' })).toHaveAttribute('aria-valuenow', '25');
  expect(row.getByRole('link', { name: '12' })).toHaveAttribute('href', '/containers?host=n1');
  const trouble = within(screen.getByRole('row', { name: /n2/ }));
  expect(trouble.getByText('NoNetwork')).toBeVisible();
  expect(trouble.getByText('Open to all')).toBeVisible();
});

it('are searched, narrowed and sorted by the server, as the address says', async () => {
  const { user, asked, router } = opened('/hosts?state=ready&sort=-cpu_percent&page=2');
  const row = within(await screen.findByRole('row', { name: /n1/ }));
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    page: '2',
    page_size: '20',
    sort: '-cpu_percent',
    state: 'ready',
  });
  await user.click(row.getByRole('link', { name: 'rack=r1' }));
  expect(router.state.location.search).toBe('?label=rack%3Dr1');
  expect(await screen.findByDisplayValue('rack=r1')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Memory' }));
  expect(asked.at(-1)?.get('sort')).toBe('memory_percent');
  expect(asked.at(-1)?.get('label')).toBe('rack=r1');
});

it('of a partition are those with its label', async () => {
  const { user, asked } = opened();
  await screen.findByRole('row', { name: /n1/ });
  await user.click(screen.getByLabelText('Partition'));
  await user.click(await screen.findByText('gold', { selector: '.ant-select-item-option-content' }));
  await screen.findByRole('row', { name: /n1/ });
  expect(asked.at(-1)?.get('label')).toBe('slipway.io/partition=p1');
  expect(screen.getByLabelText('Label: key or key=value')).toHaveValue('');
});
