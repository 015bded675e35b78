import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { RouterProvider } from 'react-router';

import { createQueryClient } from '../api/query';
import { loadEarly } from '../api/loadEarly';
import { ThemeProvider } from '../theme/ThemeProvider';

import { createRouter } from './routes';

const client = createQueryClient();

/** What `src/start` has asked for is mostly there before the portal is drawn for the first time: then it is drawn once. */
export const firstAnswers = () => loadEarly(client);

const router = createRouter();

export function Root() {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>
        <ThemeProvider>
          <RouterProvider router={router} />
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}
