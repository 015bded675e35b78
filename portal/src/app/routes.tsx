/** Every address of the portal. Each page is a chunk of its own, loaded when it is first opened. */
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { Frame } from './Frame';
import { PageError } from './PageError';
import { RequireSession } from './RequireSession';
import { Splash } from './Splash';

export const routes: RouteObject[] = [
  {
    errorElement: <PageError />,
    hydrateFallbackElement: <Splash />,
    children: [
      { path: '/login', lazy: async () => ({ Component: (await import('../pages/Login')).LoginPage }) },
      {
        element: (
          <RequireSession>
            <Frame />
          </RequireSession>
        ),
        children: [
          {
            errorElement: <PageError />,
            children: [
              { index: true, element: <Navigate to="/applications" replace /> },
              {
                path: 'applications',
                lazy: async () => ({ Component: (await import('../pages/Applications')).ApplicationsPage }),
              },
              {
                path: 'applications/:applicationId',
                lazy: async () => ({ Component: (await import('../pages/Application')).ApplicationPage }),
                children: [
                  {
                    path: 'services/:serviceId/:tab?',
                    lazy: async () => ({
                      Component: (await import('../pages/Application/ServiceDrawer')).ServiceDrawer,
                    }),
                  },
                ],
              },
              {
                path: 'tenants',
                lazy: async () => ({ Component: (await import('../pages/Tenants')).TenantsPage }),
              },
              {
                path: 'users',
                lazy: async () => ({ Component: (await import('../pages/Users')).UsersPage }),
              },
              {
                path: 'tenants/:tenantId',
                lazy: async () => ({ Component: (await import('../pages/Tenant')).TenantPage }),
              },
              {
                path: 'users/:userId',
                lazy: async () => ({ Component: (await import('../pages/User')).UserPage }),
              },
              {
                path: 'presets',
                lazy: async () => ({ Component: (await import('../pages/Presets')).PresetsPage }),
              },
              {
                path: 'metering',
                lazy: async () => ({ Component: (await import('../pages/Metering')).MeteringPage }),
              },
              {
                path: 'runtime-log',
                lazy: async () => ({ Component: (await import('../pages/RuntimeLog')).RuntimeLogPage }),
              },
              {
                path: 'account',
                lazy: async () => ({ Component: (await import('../pages/Account')).AccountPage }),
              },
              {
                path: 'operations',
                lazy: async () => ({ Component: (await import('../pages/Operations')).OperationsPage }),
                children: [
                  {
                    path: ':operationId',
                    lazy: async () => ({
                      Component: (await import('../pages/Operations/OperationDrawer')).OperationDrawer,
                    }),
                  },
                ],
              },
              {
                path: '*',
                lazy: async () => ({ Component: (await import('../pages/NotFound')).NotFoundPage }),
              },
            ],
          },
        ],
      },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
