import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { PlatformHealth } from '../../api/platform';
import { adminSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, refuses } from '../../test/server';

const healthy: PlatformHealth = {
  status: 'ok',
  sync_seconds: 1.24,
  objects: 1234,
  bytes: 2048,
  watches: [
    {
      kind: 'pods',
      in_sight: true,
      objects: 1200,
      bytes: 2000,
      lists: 1,
      resumes: 3,
      events: 42,
      breaks: 0,
      silent_seconds: 0.4,
      lag_seconds: null,
    },
  ],
};

it('tells what is followed, and how fresh it is', async () => {
  platformWith([], adminSession());
  answers('/platform/health', healthy);
  openPortal('/health');
  expect(await screen.findByText('Healthy')).toBeVisible();
  expect(await screen.findByText('1.2 sec')).toBeVisible();
  expect(
    screen.getByRole('row', { name: /pods In sight 1,200 2\u00a0KiB 42 1 3 0 0\.4 sec –/ }),
  ).toBeVisible();
});

it('says what it means when the cluster is out of sight', async () => {
  platformWith([], adminSession());
  answers('/platform/health', { ...healthy, status: 'out_of_sight' });
  openPortal('/health');
  expect(await screen.findByText(/pages show what was known last/)).toBeVisible();
});

it('is refused to others in the server’s words', async () => {
  platformWith([]);
  refuses('get', '/platform/health', 403, { message: 'Your role does not allow this' });
  openPortal('/health');
  expect(await screen.findByText('Your role does not allow this')).toBeVisible();
});
