/** The whole portal at one address, as a user opens it. */
import { QueryClientProvider } from '@tanstack/react-query';
import { render, waitFor } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { ConfigProvider } from 'antd';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect } from 'vitest';

import { createQueryClient } from '../api/query';
import { routes } from '../app/routes';
import { ThemeProvider } from '../theme/ThemeProvider';

// jsdom asks every style rule about every element; without the component library's, tests take a tenth of the time.
const UNSTYLED = { zeroRuntime: true };

/**
 * A user who sees a button before pressing it: a press on a disabled one is lost without a word.
 *
 * Forms tell their watchers a moment after the input, so a button may become ready a moment after a text is there.
 */
function patientUser(): UserEvent {
  const user = userEvent.setup({ pointerEventsCheck: 0, delay: null });
  return {
    ...user,
    click: async (element) => {
      await waitFor(() => expect(element).toBeEnabled());
      await user.click(element);
    },
  };
}

export function openPortal(address: string) {
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  const client = createQueryClient();
  // A refusal is shown at once; trying again is a matter of `worthRetrying`, which has tests of its own.
  client.setDefaultOptions({ queries: { retry: false, staleTime: 5_000 } });
  render(
    <QueryClientProvider client={client}>
      <ConfigProvider theme={UNSTYLED}>
        <ThemeProvider>
          <RouterProvider router={router} />
        </ThemeProvider>
      </ConfigProvider>
    </QueryClientProvider>,
  );
  return { user: patientUser(), router, client };
}
