import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import { CONNECTION } from '../../start/words.json';

import { FeedbackProvider, useFeedback } from '.';

const { loadPlace } = vi.hoisted(() => ({ loadPlace: vi.fn() }));
vi.mock('./load', () => ({ loadPlace }));

function Speaker() {
  const { message, notification } = useFeedback();
  const say = () => {
    message.success('First');
    notification.error({ title: 'Second' });
  };
  return <button onClick={say}>Say</button>;
}

function open() {
  render(
    <FeedbackProvider>
      <Speaker />
    </FeedbackProvider>,
  );
}

it('says all that was to be said before it was there', async () => {
  loadPlace.mockImplementation(async () => (await import('./Place')).Place);
  open();
  expect(loadPlace).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'Say' }));
  expect(await screen.findByText('First')).toBeVisible();
  expect(await screen.findByText('Second')).toBeVisible();
});

it('says by the browser’s own means that it did not arrive, and asks for it again the next time', async () => {
  const alert = vi.spyOn(window, 'alert').mockImplementation(() => undefined);
  loadPlace.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')));
  open();
  await userEvent.click(screen.getByRole('button', { name: 'Say' }));
  await waitFor(() => expect(alert).toHaveBeenCalledWith(CONNECTION));
  loadPlace.mockImplementation(async () => (await import('./Place')).Place);
  await userEvent.click(screen.getByRole('button', { name: 'Say' }));
  expect(await screen.findByText('First')).toBeVisible();
});
