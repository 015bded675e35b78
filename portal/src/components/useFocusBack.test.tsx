import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { useFocusBack } from './useFocusBack';

function Dialog({ onClose }: { onClose: () => void }) {
  useFocusBack();
  return (
    <button type="button" onClick={onClose} ref={(button) => button?.focus()}>
      Close
    </button>
  );
}

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button">More</button>
      <ul role="menu">
        <li role="none">
          <button type="button" role="menuitem" onClick={() => setOpen(true)}>
            Entry
          </button>
        </li>
      </ul>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && <Dialog onClose={() => setOpen(false)} />}
    </>
  );
}

it('goes on by keyboard where a dialog was opened', async () => {
  const user = userEvent.setup();
  render(<Page />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await user.keyboard('{Enter}');
  expect(screen.queryByRole('button', { name: 'Close' })).not.toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
});

it('goes back to what opened a menu, whose entries are gone with it', async () => {
  const user = userEvent.setup();
  render(<Page />);
  screen.getByRole('button', { name: 'More' }).focus();
  await user.click(screen.getByRole('menuitem'));
  await user.keyboard('{Enter}');
  expect(screen.getByRole('button', { name: 'More' })).toHaveFocus();
});
