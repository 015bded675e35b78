/** What a page shows whose own code fails while it draws. */
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it, vi } from 'vitest';

import { page } from '../test/data';
import { openPortal } from '../test/render';
import { at, platformWith, server } from '../test/server';

it('says so, with the id of the last request, and keeps the frame', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  platformWith([]);
  const wrong = page([{ id: 'tenant-1/x', name: 'x' }]);
  server.use(
    http.get(at('/volumes'), () => HttpResponse.json(wrong, { headers: { 'X-Request-Id': 'req-volumes' } })),
  );
  openPortal('/volumes');
  expect(await screen.findByText('This page could not be drawn')).toBeVisible();
  expect(screen.getByText('Request req-volumes')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Applications' })).toBeVisible();
  expect(logged).toHaveBeenCalled();
  logged.mockRestore();
});
