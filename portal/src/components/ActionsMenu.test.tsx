import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { ActionsMenu } from './ActionsMenu';

function Page() {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <ActionsMenu items={[{ key: 'delete', label: 'Delete', onClick: () => setAsked(true) }]}>
        <button type="button">More</button>
      </ActionsMenu>
      {asked && (
        <button type="button" ref={(button) => button?.focus()} onClick={() => setAsked(false)}>
          Close
        </button>
      )}
    </>
  );
}

it('is gone through by keys alone, and the key that chooses presses nothing else', async () => {
  const user = userEvent.setup();
  render(<Page />);
  screen.getByRole('button', { name: 'More' }).focus();
  await user.keyboard('{Enter}');
  const entry = await screen.findByRole('menuitem', { name: 'Delete' });
  await waitFor(() => expect(entry).toHaveFocus());
  const presses = fireEvent.keyDown(entry, { key: 'Enter', keyCode: 13 });
  expect(presses).toBe(false);
  expect(await screen.findByRole('button', { name: 'Close' })).toHaveFocus();
});
