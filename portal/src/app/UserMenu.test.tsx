import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { platformWith } from '../test/server';
import { openPortal } from '../test/render';

async function opened() {
  platformWith([]);
  const { user } = openPortal('/applications');
  const button = await screen.findByRole('button', { name: 'mei' });
  expect(screen.queryByRole('button', { name: 'Log out' })).toBeNull();
  await user.click(button);
  expect(screen.getByText('Developer · acme')).toBeVisible();
  expect(button).toHaveAttribute('aria-expanded', 'true');
  return { user, button };
}

it('closes on Escape, and gives the focus back', async () => {
  const { user, button } = await opened();
  await user.tab();
  expect(screen.getByRole('link', { name: 'My account' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('button', { name: 'Log out' })).toBeNull();
  expect(button).toHaveFocus();
});

it('closes when one goes on to something else', async () => {
  const { user } = await opened();
  await user.click(screen.getByRole('link', { name: 'Applications' }));
  expect(screen.queryByRole('button', { name: 'Log out' })).toBeNull();
});

it('stays while one clicks its words', async () => {
  const { user } = await opened();
  await user.click(screen.getByText('Developer · acme'));
  expect(screen.getByRole('button', { name: 'Log out' })).toBeVisible();
});
