import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { RouterProvider } from 'react-router';

import { createQueryClient } from '../api/query';
import { ThemeProvider } from '../theme/ThemeProvider';

import { createRouter } from './routes';

const client = createQueryClient();
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
