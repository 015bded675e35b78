import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import { adminSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { at, platformWith, refusal, server } from '../../test/server';

const SOURCES = [
  { source: 'platform', kind: 'platform', name: 'platform' },
  { source: 'events', kind: 'events', name: 'events' },
  { source: 'node/one/', kind: 'directory', name: 'one' },
];

/** A cluster whose node `one` keeps its files to itself; keeps what lines were asked for. */
function cluster() {
  const asked: URLSearchParams[] = [];
  platformWith([], adminSession());
  server.use(
    http.get(at('/runtime-log/sources'), ({ request }) =>
      new URL(request.url).searchParams.has('within')
        ? refusal(404, { code: 'runtime_log.not_offered', message: 'Node one does not offer its logs' })
        : HttpResponse.json({ items: SOURCES }),
    ),
    http.get(at('/runtime-log/lines'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      return HttpResponse.text(`line of ${query.get('source') ?? ''}\n`);
    }),
  );
  return asked;
}

it('reads what the platform itself logs, and another source when it is chosen', async () => {
  cluster();
  const { user, router } = openPortal('/runtime-log');
  expect(await screen.findByText('line of platform')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Cluster events' }));
  expect(await screen.findByText('line of events')).toBeVisible();
  expect(router.state.location.search).toBe('?source=events');
});

it('follows on demand, and stops', async () => {
  const asked = cluster();
  const { user } = openPortal('/runtime-log?source=events&q=mount');
  await screen.findByText('line of events');
  await user.click(screen.getByRole('button', { name: 'Start live tail' }));
  await user.click(await screen.findByRole('button', { name: 'Stop live tail' }));
  await screen.findByText('line of events');
  expect(asked.map((query) => [query.get('follow'), query.get('q')])).toEqual([
    [null, 'mount'],
    ['true', 'mount'],
    [null, 'mount'],
  ]);
});

it('says plainly when a node does not offer its files, and leads back', async () => {
  cluster();
  const { user } = openPortal('/runtime-log');
  await user.click(await screen.findByRole('button', { name: 'one' }));
  const sources = within(screen.getByRole('navigation', { name: 'Sources' }));
  expect(await sources.findByText('Node one does not offer its logs')).toBeVisible();
  expect(sources.queryByText('Request abc123')).not.toBeInTheDocument();
  await user.click(sources.getByRole('button', { name: 'Back' }));
  expect(await sources.findByRole('button', { name: 'one' })).toBeVisible();
});
