import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Drain, Host } from '../../api/hosts';
import type { Session } from '../../api/session';
import { adminSession, charts, drain, drainPod, host } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const auditor = () => {
  const session = adminSession();
  return { ...session, actions: session.actions.filter((action) => action !== 'host.manage') };
};

function opened(changed: Partial<Host> = {}, last: Drain | null = null, who: Session = adminSession()) {
  platformWith([], who);
  answers('/hosts/n2', host('n2', changed));
  answers('/hosts/n2/charts', charts({ of: 'host' }));
  answers('/hosts/n2/events', {
    items: [
      {
        type: 'Warning',
        reason: 'DiskFull',
        message: 'no room is left',
        source: 'kubelet',
        count: 3,
        first_at: null,
        last_at: '2026-05-04T10:00:00Z',
      },
    ],
  });
  if (last) answers('/hosts/n2/drain', last);
  else refuses('get', '/hosts/n2/drain', 404, { code: 'drain.never' });
  return openPortal('/hosts/n2');
}

const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

it('tells what a host is, what is taken of it, and what the cluster noted', async () => {
  opened({ taints: [{ key: 'only', value: 'big', effect: 'NoSchedule' }] });
  const room = within(await screen.findByRole('table', { name: 'Capacity and reservations' }));
  expect(room.getByRole('meter', { name: 'Memory' })).toHaveAttribute(
    'aria-valuetext',
    '3\u00a0GiB of 7.5\u00a0GiB',
  );
  expect(screen.getByText('only=big:NoSchedule')).toBeVisible();
  expect(await screen.findByRole('row', { name: /DiskFull.*no room is left.*3/ })).toBeVisible();
  expect(screen.getByRole('link', { name: '12 running' })).toHaveAttribute('href', '/containers?host=n2');
});

it('is for auditors to look at only', async () => {
  opened({}, drain({ state: 'running' }), auditor());
  expect(await screen.findByText('Drain under way')).toBeVisible();
  for (const name of ['Stop scheduling', 'Drain', 'Remove', 'Edit labels', 'Cancel drain'])
    expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
});

it('takes no more pods, and says so', async () => {
  const { user } = opened();
  const sent = recorder('post', '/hosts/n2/cordon', host('n2', { schedulable: false }));
  await user.click(await screen.findByRole('button', { name: 'Stop scheduling' }));
  expect(await screen.findByText('Nothing new is placed on n2')).toBeVisible();
  expect(sent).toHaveLength(1);
});

it('is drained after saying what happens, with what may be lost', async () => {
  const { user } = opened();
  const sent = recorder('post', '/hosts/n2/drain', drain(), 202);
  await user.click(await screen.findByRole('button', { name: 'Drain' }));
  const asking = await dialog('Drain host n2?');
  expect(asking.getByText(/A service with one replica is unavailable/)).toBeVisible();
  await user.click(asking.getByLabelText('Also pods with local data'));
  await user.click(asking.getByRole('button', { name: 'Drain' }));
  expect(await screen.findByText('n2 is being drained')).toBeVisible();
  expect(sent[0]?.body).toEqual({ force: false, delete_local_data: true, grace_seconds: null });
});

it('does not call a host empty before it was looked which pods are on it', async () => {
  opened({ state: 'draining' }, drain({ state: 'running', pods: [], to_go: 0, gone: 0 }));
  expect(await screen.findByText(/Looking which pods are on it/)).toBeVisible();
  expect(screen.queryByRole('progressbar', { name: 'Drain under way' })).toBeNull();
  expect(screen.queryByText(/0 of 0 pods/)).toBeNull();
});

it('says what a drain waits for, takes consents and can be cancelled', async () => {
  const pods = [drainPod('web-1', 'gone'), drainPod('lone', 'blocked', 'drain.no_controller')];
  const { user } = opened({ state: 'draining' }, drain({ state: 'blocked', pods }));
  const listed = within(await screen.findByRole('table', { name: 'Pods of the host' }));
  expect(listed.getByRole('row', { name: /lone.*Blocked.*why drain.no_controller/ })).toBeVisible();
  expect(screen.getByText(/wait for your consent/)).toBeVisible();
  expect(screen.getByText(/1 of 4 pods have left/)).toBeVisible();

  const sent = recorder('delete', '/hosts/n2/drain', drain({ state: 'cancelled' }));
  await user.click(screen.getByRole('button', { name: 'Cancel drain' }));
  const asking = await dialog('Cancel the drain of n2?');
  await user.click(asking.getByRole('button', { name: 'Cancel drain' }));
  expect(await screen.findByText(/The drain of n2 was cancelled; pods may be placed/)).toBeVisible();
  expect(sent[0]?.query.get('uncordon')).toBe('true');
});

it('says what is wrong with a label that the server refuses', async () => {
  const { user } = opened({ labels: {} });
  refuses('patch', '/hosts/n2/labels', 422, {
    code: 'host.label_key_invalid',
    field: 'labels.bad key!',
    message: 'bad key! cannot be the key of a label or taint',
  });
  await user.click(await screen.findByRole('button', { name: 'Edit labels' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Labels of n2' }));
  await user.click(dialog.getByRole('button', { name: 'Add a label' }));
  const [key = document.body] = dialog.getAllByRole('textbox');
  await user.type(key, 'bad key!');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await dialog.findByText('bad key! cannot be the key of a label or taint')).toBeVisible();
});

it('sends only the labels that differ', async () => {
  const { user } = opened({ labels: { rack: 'r1', disk: 'ssd', 'kubernetes.io/os': 'linux' } });
  const sent = recorder('patch', '/hosts/n2/labels', host('n2'));
  await user.click(await screen.findByRole('button', { name: 'Edit labels' }));
  const editing = await dialog('Labels of n2');
  expect(editing.getByRole('button', { name: 'Save' })).toBeDisabled();
  expect(editing.queryByDisplayValue('kubernetes.io/os')).not.toBeInTheDocument();
  await user.clear(editing.getByDisplayValue('r1'));
  for (const remove of editing.getAllByRole('button', { name: 'Remove' }).slice(1)) await user.click(remove);
  await user.click(editing.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The labels of n2 were changed')).toBeVisible();
  expect(sent[0]?.body).toEqual({ labels: { rack: '', disk: null } });
});

it('is removed by its name, and in spite of obstacles only on demand', async () => {
  const { user, router } = opened();
  answers('/hosts', { items: [], total: 0, page: 1, page_size: 20 });
  answers('/hosts/n2/removal', {
    state: 'ready',
    obstacles: [{ code: 'host.still_ready', message: 'The host n2 is ready', message_zh: '就绪' }],
    pods: ['slipway-acme/web-1'],
    local_data: [],
    not_made_anew: ['slipway-acme/web-1'],
  });
  const sent = recorder('delete', '/hosts/n2', {}, 204);
  await user.click(await screen.findByRole('button', { name: 'Remove' }));
  const removing = await dialog('Remove host n2');
  expect(await removing.findByText('The host n2 is ready')).toBeVisible();
  expect(removing.getByText(/Nothing makes these anew \(1\): slipway-acme\/web-1/)).toBeVisible();
  await user.type(removing.getByLabelText('Type n2 to confirm'), 'n2');
  expect(removing.getByRole('button', { name: 'Remove' })).toBeDisabled();
  await user.click(removing.getByLabelText('Remove it all the same'));
  await user.click(removing.getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('n2 was removed from the cluster')).toBeVisible();
  expect(sent[0]?.query.get('force')).toBe('true');
  expect(await screen.findByRole('heading', { name: 'Hosts' })).toBeVisible();
  expect(router.state.location.pathname).toBe('/hosts');
});

it('says so when there is no such host, with the way back to those that there are', async () => {
  platformWith([], adminSession());
  refuses('get', '/hosts/n9', 404, { code: 'host.not_found', message: 'There is no host n9' });
  openPortal('/hosts/n9');
  expect(await screen.findByText('There is no host n9')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Back to the list' })).toHaveAttribute('href', '/hosts');
});
