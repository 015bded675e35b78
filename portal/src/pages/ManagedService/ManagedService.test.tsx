import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';

import type { ManagedService } from '../../api/managed';
import { switchLanguage } from '../../i18n/language';
import {
  application,
  managedService,
  offering,
  page,
  QUOTA,
  reason,
  service,
  session,
  viewerSession,
  volume,
} from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, at, platformWith, recorder, refuses, server } from '../../test/server';

const who = session();
const knowing = { ...who, actions: [...who.actions, 'application.secrets'] };
const connected = [{ application_id: 'app-shop', application_name: 'shop', set: 'cache' }];

function opened(changed: Partial<ManagedService> = {}, as = knowing) {
  const cache = managedService('cache', changed);
  platformWith([], as);
  answers('/managed-services/managed-cache', cache);
  answers('/managed-services', page([cache]));
  return openPortal('/managed/managed-cache');
}

it('says what is wrong and what to do, in both languages', async () => {
  opened({ state: 'degraded', ready: 0, reasons: [reason()] });
  expect(await screen.findByText('It exits with code 1')).toBeVisible();
  expect(screen.getByText('Look at its log')).toBeVisible();
  expect(screen.getByText('Degraded')).toBeVisible();
  await switchLanguage('zh');
  expect(await screen.findByText('退出码为 1')).toBeVisible();
  expect(screen.getByText('异常')).toBeVisible();
  expect(screen.getByRole('heading', { name: '访问方式' })).toBeVisible();
});

it('shows the password only on request, and then hidden until that is asked for, too', async () => {
  const access = {
    host: 'cache',
    port: 6379,
    username: 'default',
    password: 's3cret',
    uri: 'redis://default:s3cret@cache:6379/',
  };
  let asked = 0;
  server.use(
    http.get(at('/managed-services/managed-cache/access'), () => {
      asked += 1;
      return HttpResponse.json(access);
    }),
  );
  const { user } = opened();
  expect(await screen.findByText('6379')).toBeVisible();
  expect(asked).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Show user and password' }));
  expect(await screen.findByText('default')).toBeVisible();
  expect(screen.queryByText('s3cret')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Show: Password' }));
  expect(screen.getByText('s3cret')).toBeVisible();
  expect(screen.queryByText(/redis:\/\//)).toBeNull();
  expect(asked).toBe(1);
});

it('offers no password and no change to those who may only look', async () => {
  const viewer = viewerSession();
  opened({}, { ...viewer, actions: [...viewer.actions, 'managed.read'] });
  expect(await screen.findByRole('heading', { name: 'Access' })).toBeVisible();
  for (const name of ['Show user and password', 'Stop', 'Restart', 'Change plan', 'More actions'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});

it('stops after it was told who is cut off, and starts at once', async () => {
  const { user } = opened({ connections: connected });
  const stops = recorder('post', '/managed-services/managed-cache/stop', managedService('cache'), 202);
  await user.click(await screen.findByRole('button', { name: 'Stop' }));
  const asked = within(await screen.findByRole('dialog'));
  expect(asked.getByText('Connected applications cannot reach it meanwhile: shop')).toBeVisible();
  await user.click(asked.getByRole('button', { name: 'Stop' }));
  expect(await screen.findByText('cache is stopping')).toBeVisible();
  expect(stops).toHaveLength(1);
});

it('is started where it is stopped', async () => {
  const { user } = opened({ state: 'stopped', ready: 0 });
  const starts = recorder('post', '/managed-services/managed-cache/start', managedService('cache'), 202);
  await user.click(await screen.findByRole('button', { name: 'Start' }));
  expect(await screen.findByText('cache is starting')).toBeVisible();
  expect(starts).toHaveLength(1);
  expect(screen.queryByRole('button', { name: 'Restart' })).toBeNull();
});

/** Answers trials and changes of plans; what was sent, and whether it was a trial, is kept. */
function plans() {
  const sent: [string | null, unknown][] = [];
  answers('/managed-offerings/offering-redis-7', offering('redis-7'));
  answers('/tenants/tenant-1/usage', {
    ...{ used: null, hard: QUOTA, reserved: { ...QUOTA, cpu: '3' }, over: [], engine_reachable: true },
  });
  server.use(
    http.patch(at('/managed-services/managed-cache'), async ({ request }) => {
      const body = (await request.json()) as { plan: string };
      sent.push([new URL(request.url).searchParams.get('dry_run'), body]);
      const larger = body.plan === 'large';
      const changes = larger ? [{ field: 'memory', before: '512Mi', after: '4Gi' }] : [];
      return HttpResponse.json({ service: managedService('cache'), changes, restarts: larger });
    }),
  );
  return sent;
}

it('tells what another plan does before it is taken', async () => {
  const { user } = opened();
  const sent = plans();
  await user.click(await screen.findByRole('button', { name: 'Change plan' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('radio', { name: /small \(current\)/ })).toBeChecked();
  expect(await dialog.findByText('Nothing differs')).toBeVisible();
  await user.click(dialog.getByRole('radio', { name: /large/ }));
  expect(await dialog.findByRole('row', { name: 'Memory 512\u00a0MiB 4\u00a0GiB' })).toBeVisible();
  expect(dialog.getByText(/^It restarts and cannot be reached/)).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'Change plan' }));
  expect(await screen.findByText('cache has the new plan')).toBeVisible();
  expect(sent.at(-1)).toEqual([null, { plan: 'large' }]);
  expect(sent.slice(0, -1).every(([trial]) => trial === 'true')).toBe(true);
});

it('takes the version that its offering has now, once it was told what that does', async () => {
  const { user } = opened({ offered: { version: '8', image: 'redis:8' }, connections: connected });
  const sent = recorder('patch', '/managed-services/managed-cache', {
    service: managedService('cache'),
    changes: [{ field: 'version', before: '7.2', after: '8' }],
    restarts: true,
  });
  expect(await screen.findByText('redis-7 has Redis 8 now')).toBeVisible();
  expect(screen.getByText('redis:7.2')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Update' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Connected applications cannot reach it meanwhile: shop')).toBeVisible();
  expect(await dialog.findByRole('row', { name: 'Version 7.2 8' })).toBeVisible();
  expect(dialog.getByText(/^It restarts and cannot be reached/)).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'Update' }));
  expect(await screen.findByText('cache is being updated')).toBeVisible();
  expect(sent.map(({ query, body }) => [query.get('dry_run'), body])).toEqual([
    ['true', { update: true }],
    [null, { update: true }],
  ]);
});

it('tells who may only look that there is another version', async () => {
  const viewer = viewerSession();
  opened(
    { offered: { version: '8', image: 'redis:8' } },
    { ...viewer, actions: [...viewer.actions, 'managed.read'] },
  );
  expect(await screen.findByText('redis-7 has Redis 8 now')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Update' })).toBeNull();
});

it('says why a plan cannot be taken, and that what is no longer offered has no others', async () => {
  const { user } = opened();
  plans();
  refuses('patch', '/managed-services/managed-cache', 422, { message: 'Volumes do not shrink' });
  await user.click(await screen.findByRole('button', { name: 'Change plan' }));
  expect(await screen.findByText('Volumes do not shrink')).toBeVisible();
});

it('says that what is no longer offered has no other plans', async () => {
  const { user } = opened();
  plans();
  refuses('get', '/managed-offerings/offering-redis-7', 404, { code: 'offering.not_found' });
  await user.click(await screen.findByRole('button', { name: 'Change plan' }));
  expect(await screen.findByText(/^redis-7 is no longer offered/)).toBeVisible();
});

it('is deleted with its name typed, its connected applications let go and its volume chosen', async () => {
  const { user, router } = opened({ connections: connected });
  answers('/volumes', page([volume({ name: 'cache-data' })]));
  const deleted = recorder('delete', '/managed-services/managed-cache', {}, 204);
  await user.click(await screen.findByRole('button', { name: 'More actions' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByRole('textbox', { name: 'Type cache to confirm' }), 'cache');
  expect(dialog.getByRole('button', { name: 'Delete for good' })).toBeDisabled();
  await user.click(dialog.getByRole('checkbox', { name: 'Disconnect these applications: shop' }));
  await user.click(await dialog.findByRole('checkbox', { name: /^Delete the volumes too/ }));
  await user.click(dialog.getByRole('button', { name: 'Delete for good' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/managed'));
  expect(Object.fromEntries(deleted[0]?.query ?? [])).toEqual({ delete_volumes: 'true', disconnect: 'true' });
});

it('is described without a restart', async () => {
  const { user } = opened();
  const sent = recorder('patch', '/managed-services/managed-cache', {
    ...{ service: managedService('cache'), changes: [], restarts: false },
  });
  await user.click(await screen.findByRole('button', { name: 'More actions' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Edit description' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByRole('textbox', { name: 'Description' }), 'Sessions of the shop');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('cache was changed')).toBeVisible();
  expect(sent[0]?.body).toEqual({ description: 'Sessions of the shop' });
});

it('is shown as an application that nothing is changed of there', async () => {
  const kept = { ...application('cache', [service('cache')]), kept_by: 'managed' };
  platformWith([kept], knowing);
  answers('/managed-services', page([managedService('cache')]));
  openPortal('/applications/app-cache');
  expect(await screen.findByText(/^This application stands behind a managed service/)).toBeVisible();
  expect(await screen.findByRole('link', { name: 'Go to the managed service cache' })).toHaveAttribute(
    'href',
    '/managed/managed-cache',
  );
  expect(screen.getByRole('link', { name: 'Export application file' })).toBeVisible();
  for (const name of ['Restart', 'Unpublish', 'Scale', 'Upgrade', 'More actions', 'Add a service'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});
