import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import type { Charts, Range } from '../../api/charts';
import { adminSession, application, charts, containerDetail, host, service } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, refuses, server } from '../../test/server';

const WEB_A = '/containers/tenant-1/web-a/web';

function open(given?: (range: Range) => Charts) {
  platformWith([application('shop', [service('web')])]);
  answers(WEB_A, containerDetail('web-a'));
  const asked: string[] = [];
  if (given) {
    server.use(
      http.get(at(`${WEB_A}/charts`), ({ request }) => {
        const range = new URL(request.url).searchParams.get('range') as Range;
        asked.push(range);
        return HttpResponse.json(given(range));
      }),
    );
  }
  return { asked, ...openPortal(`${WEB_A}/charts`) };
}

const chart = async (title: string) => {
  const drawn = await screen.findByRole('img', { name: new RegExp(`^${title}`) });
  const figure = drawn.closest('figure');
  if (!figure) throw new Error('a drawing without its figure');
  return { drawn, figure: within(figure) };
};

it('draws what is known, says the highest, the mean and the bounds, and what is of the whole pod', async () => {
  open((range) => charts({ range }));
  const cpu = await chart('CPU');
  expect(cpu.figure.getByText('at most 0.5 cores, 0.375 cores on average')).toBeVisible();
  expect(cpu.figure.getByText('limit 1 core')).toBeVisible();
  expect(cpu.drawn.querySelector('path')?.getAttribute('d')).toMatch(/^M0\.00,\d+\.\d+L25\.00,.*M75\.00/);
  expect((await chart('Network \\(whole pod\\)')).figure.getByText(/received/)).toBeVisible();
  expect(screen.getByText('Nothing was measured in this time')).toBeVisible();
});

it('tells time and value under the pointer, and where nothing was measured', async () => {
  open((range) => charts({ range }));
  const { drawn, figure } = await chart('CPU');
  drawn.getBoundingClientRect = () => ({ left: 0, width: 100 }) as DOMRect;
  fireEvent.pointerMove(drawn, { clientX: 26 });
  expect(figure.getByText('0.5 cores')).toBeVisible();
  fireEvent.pointerMove(drawn, { clientX: 51 });
  expect(figure.getByText('not measured')).toBeVisible();
  fireEvent.pointerLeave(drawn);
  expect(figure.getByText(/on average/)).toBeVisible();
});

it('gives the values as a table to those who read', async () => {
  const { user } = open((range) => charts({ range }));
  const { figure } = await chart('CPU');
  await user.click(figure.getByText('CPU as a table'));
  const rows = await figure.findAllByRole('row');
  expect(rows).toHaveLength(6);
  expect(within(rows[3] ?? document.body).getByText('not measured')).toBeVisible();
});

it('asks for the range that is chosen', async () => {
  const { user, asked } = open((range) => charts({ range }));
  await chart('CPU');
  await user.click(screen.getByText('30 days'));
  await waitFor(() => expect(asked).toEqual(['1h', '30d']));
});

it('says what to do where there is no Prometheus, without an alarm', async () => {
  open();
  refuses('get', `${WEB_A}/charts`, 409, {
    code: 'prometheus.not_set',
    message: 'There are no charts',
    hint: 'Set SLIPWAY_PROMETHEUS_URL',
  });
  expect(await screen.findByText('There are no charts')).toBeVisible();
  expect(screen.getByText('Set SLIPWAY_PROMETHEUS_URL')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
});

it('says what is wrong with a Prometheus, and tries again on demand', async () => {
  const { user } = open();
  refuses('get', `${WEB_A}/charts`, 403, { message: 'Not now' });
  expect(await screen.findByText('Not now')).toBeVisible();
  answers(`${WEB_A}/charts`, charts());
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await chart('CPU');
});

it('is a part of the page of a host', async () => {
  platformWith([], adminSession());
  answers('/hosts/n1', host('n1'));
  answers('/hosts/n1/events', { items: [] });
  refuses('get', '/hosts/n1/drain', 404, { code: 'drain.never' });
  answers('/hosts/n1/charts', charts({ of: 'host' }));
  openPortal('/hosts/n1');
  expect(await screen.findByRole('heading', { name: 'Over time' })).toBeVisible();
  await chart('CPU');
});
