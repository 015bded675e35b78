import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Partition } from '../../api/partitions';
import { adminSession, host, page, partition, session, tenant } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

const ROOM = {
  allocatable: { cpu: '8', memory: '16Gi', pods: 220 },
  requested: { cpu: '2', memory: '4Gi', pods: 7 },
  cpu_percent: 25,
  memory_percent: 25,
  pods_percent: 3,
  missing_hosts: ['n5'],
};

function opened(changed: Partial<Partition> = {}, who = adminSession()) {
  platformWith([], who);
  const gold = partition('gold', { id: 'p1', ...changed });
  answers('/partitions', page([gold]));
  answers('/partitions/p1', gold);
  answers('/tenants', page([tenant()]));
  answers('/hosts', page([host('n4'), host('n6', { labels: { 'slipway.io/partition': 'p2' } }), host('n7')]));
  return openPortal('/partitions/p1');
}

const option = (name: string) => screen.findByText(name, { selector: '.ant-select-item-option-content' });

it('shows what its hosts have, and which of them the cluster lacks', async () => {
  opened({ hosts: ['n4', 'n5'], room: ROOM, services: ['shop/db'] });
  expect(await screen.findByRole('meter', { name: 'Memory' })).toHaveAttribute(
    'aria-valuetext',
    '4\u00a0GiB of 16\u00a0GiB',
  );
  expect(screen.getByRole('row', { name: /n5.*Not in the cluster/ })).toBeVisible();
  expect(screen.getByText('The cluster does not have these hosts at the moment: n5')).toBeVisible();
  expect(screen.getByText('shop/db')).toBeVisible();
});

it('takes hosts that are in no other', async () => {
  const { user } = opened({ hosts: ['n4'], room: ROOM });
  const sent = recorder('put', '/partitions/p1/hosts/n7', partition('gold'));
  await user.click(await screen.findByLabelText('Choose a host'));
  expect(await option('n6 (in another partition)')).toBeVisible();
  await user.click(await option('n7'));
  await user.click(screen.getByRole('button', { name: 'Assign' }));
  expect(await screen.findByText('n7 is now in gold; what runs on it goes on')).toBeVisible();
  expect(sent).toHaveLength(1);
});

it('is granted to a tenant, and says why a grant cannot be taken back', async () => {
  const { user } = opened({ tenants: [{ id: 'tenant-2', name: 'harbour' }] });
  recorder('put', '/partitions/p1/tenants/tenant-1', {
    ...partition('gold'),
    tenants: [{ id: 'tenant-1', name: 'acme' }],
  });
  await user.click(await screen.findByLabelText('Choose a tenant'));
  await user.click(await option('acme'));
  await user.click(screen.getByRole('button', { name: 'Grant' }));
  expect(await screen.findByText('acme may pin services to gold')).toBeVisible();

  refuses('delete', '/partitions/p1/tenants/tenant-2', 409, {
    code: 'partition.grant_in_use',
    message: 'The tenant harbour uses the partition gold for: shop/db',
  });
  await user.click(screen.getByRole('button', { name: 'Revoke the grant of harbour' }));
  expect(await screen.findByText('The tenant harbour uses the partition gold for: shop/db')).toBeVisible();
});

it('is not offered for deletion while it is used, and names the users', async () => {
  const { user } = opened({ hosts: ['n4'], services: ['shop/db'] });
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const deleting = within(await screen.findByRole('dialog', { name: 'Delete partition gold' }));
  expect(deleting.getByText('Services, to be pinned elsewhere: shop/db')).toBeVisible();
  expect(deleting.getByText('Hosts, to be taken out: n4')).toBeVisible();
  expect(deleting.getByRole('button', { name: 'Delete' })).toBeDisabled();
});

it('is deleted when nothing uses it, and says who does when that has changed meanwhile', async () => {
  const { user } = opened();
  refuses('delete', '/partitions/p1', 409, {
    code: 'partition.in_use',
    message: 'The partition gold is used by: shop/db',
  });
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const deleting = within(await screen.findByRole('dialog', { name: 'Delete partition gold' }));
  await user.click(deleting.getByRole('button', { name: 'Delete' }));
  expect(await deleting.findByText('The partition gold is used by: shop/db')).toBeVisible();
});

it('is renamed', async () => {
  const { user } = opened();
  const sent = recorder('patch', '/partitions/p1', partition('platinum'));
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  const editing = within(await screen.findByRole('dialog', { name: 'Edit partition gold' }));
  await user.clear(editing.getByLabelText('Partition name'));
  await user.type(editing.getByLabelText('Partition name'), 'platinum');
  await user.click(editing.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('platinum was changed')).toBeVisible();
  expect(sent[0]?.body).toEqual({ name: 'platinum', display_name: '', description: '' });
});

it('is for tenants to look at only', async () => {
  const who = session();
  opened({ hosts: ['n4'] }, { ...who, actions: [...who.actions, 'partition.read'] });
  expect(await screen.findByRole('row', { name: /n4/ })).toBeVisible();
  for (const name of ['Edit', 'Delete', 'Assign', 'Grant', 'Take out n4'])
    expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
});
