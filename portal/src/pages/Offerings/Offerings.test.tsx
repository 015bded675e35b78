import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Offering } from '../../api/managed';
import { switchLanguage } from '../../i18n/language';
import { adminSession, offering, page, viewerSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, recorder, refuses } from '../../test/server';

function opened(rows: Offering[], who = adminSession()) {
  platformWith([], who);
  answers('/managed-offerings', page(rows));
  return openPortal('/offerings');
}

it('lists what is offered in which sizes, in both languages', async () => {
  opened([offering('redis-7', { instances: 2 }), offering('old', { enabled: false })]);
  const row = within(await screen.findByRole('row', { name: /redis-7/ }));
  expect(row.getByText('small: CPU 0.25 cores · memory 512 MiB · volume 5 GiB')).toBeVisible();
  expect(row.getByText('Offered')).toBeVisible();
  expect(row.getByRole('link', { name: '2' })).toBeVisible();
  expect(screen.getByText('No longer offered')).toBeVisible();
  await switchLanguage('zh');
  expect(await screen.findByText('已停止开通')).toBeVisible();
});

it('offers a database with the image that is usual, and plans of one’s own', async () => {
  const { user } = opened([]);
  const sent = recorder('post', '/managed-offerings', offering('redis-7'), 201);
  expect(await screen.findByText(/^Nothing is offered yet. Offer a database/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Offer a database' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByLabelText('Image')).toHaveAttribute('placeholder', 'redis:7');
  await user.type(dialog.getByLabelText('Name of the offering'), 'redis-7');
  await user.type(dialog.getByLabelText('Version'), '7.2');
  await user.click(dialog.getByRole('button', { name: 'Remove plan large' }));
  await user.click(dialog.getByRole('button', { name: 'Create' }));
  expect(await screen.findByText('redis-7 was created')).toBeVisible();
  expect(sent[0]?.body).toEqual({
    name: 'redis-7',
    engine: 'redis',
    version: '7.2',
    enabled: true,
    plans: [{ name: 'small', cpu: '250m', memory: '512Mi', storage: '5Gi' }],
  });
});

it('shows a refusal at the plan that it is about', async () => {
  const { user } = opened([offering('redis-7', { instances: 1 })]);
  refuses('patch', '/managed-offerings/offering-redis-7', 422, {
    message: 'Not enough memory for Redis',
    field: 'plans[0].memory',
  });
  await user.click(await screen.findByRole('button', { name: 'Edit offering redis-7' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/^Services that are open already stay as they are/)).toBeVisible();
  expect(dialog.getByRole('combobox', { name: 'Database' })).toBeDisabled();
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await dialog.findByText('Not enough memory for Redis')).toBeVisible();
});

it('is disabled, and deleted only where nobody opened it', async () => {
  const { user } = opened([offering('redis-7', { instances: 2 }), offering('old')]);
  const changed = recorder(
    'patch',
    '/managed-offerings/offering-redis-7',
    offering('redis-7', { enabled: false }),
  );
  const deleted = recorder('delete', '/managed-offerings/offering-old', {}, 204);
  await user.click(await screen.findByRole('button', { name: 'Disable offering redis-7' }));
  expect(await screen.findByText('redis-7 was disabled')).toBeVisible();
  expect(changed[0]?.body).toEqual({ enabled: false });

  await user.click(screen.getByRole('button', { name: 'Delete offering redis-7?' }));
  expect(await screen.findByText(/^There are services of it \(2\)/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Close' }));

  await user.click(screen.getByRole('button', { name: 'Delete offering old?' }));
  const asked = within(await screen.findByRole('dialog', { name: /Delete offering old/ }));
  await user.click(asked.getByRole('button', { name: 'Delete' }));
  expect(await screen.findByText('old was deleted')).toBeVisible();
  expect(deleted).toHaveLength(1);
});

it('is for others to look at only', async () => {
  const who = viewerSession();
  opened([offering('redis-7')], { ...who, actions: [...who.actions, 'offering.read'] });
  expect(await screen.findByRole('row', { name: /redis-7/ })).toBeVisible();
  expect(screen.queryByRole('button', { name: /^(Offer a|Edit|Disable|Delete)/ })).toBeNull();
});
