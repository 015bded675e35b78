import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { KeptFocus } from './KeptFocus';

function Page() {
  const [published, setPublished] = useState(false);
  return (
    <>
      <KeptFocus>
        {!published && (
          <button type="button" onClick={() => setTimeout(() => setPublished(true), 50)}>
            Publish
          </button>
        )}
        {published && <button type="button">Unpublish</button>}
      </KeptFocus>
      <button type="button">Elsewhere</button>
    </>
  );
}

it('goes on at the next button, where the one that was pressed is gone', async () => {
  const user = userEvent.setup();
  render(<Page />);
  screen.getByRole('button', { name: 'Publish' }).focus();
  await user.keyboard('{Enter}');
  expect(await screen.findByRole('button', { name: 'Unpublish' })).toHaveFocus();
});

it('leaves the focus where it went meanwhile', async () => {
  const user = userEvent.setup();
  render(<Page />);
  await user.click(screen.getByRole('button', { name: 'Publish' }));
  screen.getByRole('button', { name: 'Elsewhere' }).focus();
  await screen.findByRole('button', { name: 'Unpublish' });
  expect(screen.getByRole('button', { name: 'Elsewhere' })).toHaveFocus();
});

function Lowering({ state }: { state: 'up' | 'lowering' | 'down' }) {
  return (
    <KeptFocus>
      {state === 'down' && <button type="button">Publish</button>}
      {state !== 'down' && (
        <button type="button" disabled={state === 'lowering'}>
          Unpublish
        </button>
      )}
    </KeptFocus>
  );
}

it('waits for what cannot be pressed for a while, and goes on once that is gone', () => {
  const { rerender } = render(<Lowering state="up" />);
  act(() => screen.getByRole('button', { name: 'Unpublish' }).focus());
  rerender(<Lowering state="lowering" />);
  rerender(<Lowering state="down" />);
  expect(screen.getByRole('button', { name: 'Publish' })).toHaveFocus();
});
