import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { HostRoutes } from '../../api/hostRoutes';
import { adminSession, hostRoutes, page, route } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith } from '../../test/server';

function opened(rows: HostRoutes[], address = '/routes') {
  platformWith([], adminSession());
  answers('/routes', page(rows));
  return openPortal(address);
}

const b = hostRoutes('b', '10.44.2.0/24', [
  route('a', '10.44.1.0/24', { state: 'unreachable', reason: 'not_on_link', by: null, gateway: null }),
]);

it('shows the state of each way, and lists those that are not in order', async () => {
  opened([hostRoutes('a', '10.44.1.0/24', [route('b', '10.44.2.0/24')]), b]);
  expect(
    await screen.findByRole('img', {
      name: 'a → 10.44.2.0/24: In order, via 192.168.5.2, set by the agent',
    }),
  ).toBeVisible();
  expect(
    screen.getByRole('row', { name: /b 10\.44\.1\.0\/24 \(a\) Unreachable the host is no neighbour/ }),
  ).toBeVisible();
});

it('says so where the cluster routes by itself', async () => {
  opened([{ ...b, mode: 'report_only', cause: 'cni_device', cause_detail: 'flannel.1' }]);
  expect(await screen.findByText(/The cluster routes by itself/)).toBeVisible();
});

it('says what to do where no agent reports', async () => {
  opened([{ ...b, agent: 'absent', mode: null, reported_at: null, routes: [] }]);
  expect(await screen.findByText('No agent reports routes')).toBeVisible();
  expect(screen.getByText(/deploy\/noderouter\.yaml/)).toBeVisible();
});

it('keeps in the address that only problems are wanted', async () => {
  const { user, router } = opened([]);
  await user.click(await screen.findByLabelText('Only with problems'));
  expect(router.state.location.search).toBe('?problems=true');
  expect(await screen.findByText('All routes are in order')).toBeVisible();
});
