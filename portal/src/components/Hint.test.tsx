import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';

import { Hint } from './Hint';

beforeEach(() => {
  render(
    <Hint text="By day">
      <button>Light</button>
    </Hint>,
  );
});

it('is shown and read out while the focus is on what it is about', async () => {
  const button = screen.getByRole('button', { name: 'Light' });
  await userEvent.tab();
  expect(screen.getByRole('tooltip')).toHaveTextContent('By day');
  expect(button).toHaveAccessibleDescription('By day');
  await userEvent.tab();
  expect(screen.queryByRole('tooltip')).toBeNull();
  expect(button).not.toHaveAttribute('aria-describedby');
});

it('stays while the pointer is on its words, and goes by the Escape key', async () => {
  await userEvent.hover(screen.getByRole('button'));
  await userEvent.hover(screen.getByRole('tooltip'));
  expect(screen.getByRole('tooltip')).toBeVisible();
  await userEvent.tab();
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('tooltip')).toBeNull();
});
