import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Container, Rollout } from '../../api/services';
import { application, page, service } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder } from '../../test/server';

const rollout: Rollout = {
  revision: 3,
  runs_as: null,
  previous: 2,
  desired: 2,
  updated: 1,
  ready: 0,
  old: 2,
  done: false,
  paused: false,
};

const pod = (name: string, changed: Partial<Container>): Container => ({
  pod: name,
  container: 'web',
  image: 'web:1',
  host: 'one',
  address: null,
  state: 'running',
  reason: null,
  ready: true,
  restarts: 0,
  started_at: null,
  revision: 2,
  ...changed,
});

function open(changed: Partial<Rollout> = {}) {
  const web = service('web', {
    replicas: 2,
    revision: 3,
    status: { state: 'publishing', rollout: { ...rollout, ...changed } },
  });
  platformWith([application('shop', [web])]);
  const pods = [
    pod('web-a', {}),
    pod('web-c', { revision: 3, ready: false, state: 'waiting', reason: 'ErrImagePull' }),
  ];
  answers('/services/service-web/containers', page(pods));
  return openPortal('/applications/app-shop/services/service-web');
}

describe('a rolling update', () => {
  it('shows each pod: whether it is new or old, and what keeps it', async () => {
    open();
    const table = within(await screen.findByRole('table', { name: 'Pods of the rolling update' }));
    const rows = (await table.findAllByText(/web-/)).map((cell) => cell.closest('tr')?.textContent);
    expect(rows).toEqual(['web-c3, newErrImagePull0', 'web-a2, oldReady0']);
  });

  it('that returns to an earlier revision has the pods of that one', async () => {
    open({ revision: 4, runs_as: 2, previous: 3 });
    const table = within(await screen.findByRole('table', { name: 'Pods of the rolling update' }));
    const rows = (await table.findAllByText(/web-/)).map((cell) => cell.closest('tr')?.textContent);
    expect(rows).toEqual(['web-a4, newReady0', 'web-c3, oldErrImagePull0']);
  });

  it('is held, and returned from after a question', async () => {
    const { user } = open();
    const held = recorder('post', '/services/service-web/rollout/pause', {}, 202);
    const back = recorder('post', '/services/service-web/rollout/abort', {}, 202);
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByText('Rolling updates of web are paused')).toBeVisible();
    expect(held).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Abort' }));
    const titles = await screen.findAllByText('Return web to revision 2?');
    expect(back).toEqual([]);
    const dialogs = titles.map((title) => title.closest<HTMLElement>('[role="dialog"]'));
    const asking = within(dialogs.find((found) => found !== null) ?? document.body);
    await user.click(asking.getByRole('button', { name: 'Abort' }));
    await waitFor(() => expect(back).toHaveLength(1));
  });

  it('says that it is paused, and goes on', async () => {
    const { user } = open({ paused: true });
    const resumed = recorder('post', '/services/service-web/rollout/resume', {}, 202);
    expect(await screen.findByText('The rolling update is paused')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(resumed).toHaveLength(1));
  });

  it('can be held back before it begins', async () => {
    open({ done: true, old: 0, previous: null });
    expect(await screen.findByRole('button', { name: 'Hold back rolling updates' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Abort' })).toBeNull();
  });
});
