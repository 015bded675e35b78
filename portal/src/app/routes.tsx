/**
 * Every address of the portal. Each page is a chunk of its own, loaded when it is first opened; but for the list of
 * applications, which is opened most and comes with the entry, without a round trip of its own.
 */
import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';

import type { Bundle } from '../i18n/bundles';
import { withTexts } from '../i18n/language';
import { ApplicationsPage } from '../pages/Applications';
import { again } from '../parts/again';
import { inLibrary } from '../theme/inLibrary';

import { Frame } from './Frame';
import { PageError } from './PageError';
import { RequireSession } from './RequireSession';
import { Splash } from './Splash';

/** A page, the component library and the texts that it shows, loaded together. */
const page = (texts: readonly Bundle[], load: () => Promise<ComponentType>) => async () => ({
  Component: await again(() => withTexts(texts, inLibrary(load()))),
});

export const routes: RouteObject[] = [
  {
    errorElement: <PageError />,
    hydrateFallbackElement: <Splash />,
    children: [
      { path: '/login', lazy: page(['login'], async () => (await import('../pages/Login')).LoginPage) },
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
              {
                index: true,
                lazy: page(
                  ['overview', 'operations', 'hosts', 'tenants'],
                  async () => (await import('../pages/Overview')).OverviewPage,
                ),
              },
              { path: 'applications', element: <ApplicationsPage /> },
              {
                path: 'applications/:applicationId',
                lazy: page(
                  ['application'],
                  async () => (await import('../pages/Application')).ApplicationPage,
                ),
                children: [
                  {
                    path: 'services/:serviceId/:tab?',
                    lazy: page(
                      ['application'],
                      async () => (await import('../pages/Application/ServiceDrawer')).ServiceDrawer,
                    ),
                  },
                  { path: 'configuration', element: null },
                  {
                    path: 'configuration/:setName/:tab?',
                    lazy: page(
                      ['application', 'configuration'],
                      async () => (await import('../pages/Application/configuration/SetDrawer')).SetDrawer,
                    ),
                  },
                ],
              },
              ...['new', ':serviceId/edit'].map((which) => ({
                path: `applications/:applicationId/services/${which}`,
                lazy: page(
                  ['editor', 'application', 'configuration', 'tenants', 'domains'],
                  async () => (await import('../pages/ServiceEditor')).ServiceEditorPage,
                ),
              })),
              {
                path: 'containers',
                lazy: page(['containers'], async () => (await import('../pages/Containers')).ContainersPage),
              },
              {
                path: 'containers/:tenantId/:pod/:container/:tab?',
                lazy: page(
                  ['containers', 'container'],
                  async () => (await import('../pages/Container')).ContainerPage,
                ),
              },
              {
                path: 'managed',
                lazy: page(
                  ['managed', 'application'],
                  async () => (await import('../pages/ManagedService/pages')).ManagedPage,
                ),
              },
              {
                path: 'managed/:managedId/:tab?',
                lazy: page(
                  ['managed', 'application'],
                  async () => (await import('../pages/ManagedService/pages')).ManagedServicePage,
                ),
              },
              {
                path: 'offerings',
                lazy: page(
                  ['managed', 'application'],
                  async () => (await import('../pages/ManagedService/pages')).OfferingsPage,
                ),
              },
              {
                path: 'volumes',
                lazy: page(['volumes'], async () => (await import('../pages/Volumes')).VolumesPage),
              },
              {
                path: 'domains',
                lazy: page(['domains'], async () => (await import('../pages/Domains')).DomainsPage),
              },
              {
                path: 'openings',
                lazy: page(['openings'], async () => (await import('../pages/Openings')).OpeningsPage),
              },
              {
                path: 'registries',
                lazy: page(['registries'], async () => (await import('../pages/Registries')).RegistriesPage),
              },
              {
                path: 'registries/:registryId',
                lazy: page(['registries'], async () => (await import('../pages/Registry')).RegistryPage),
              },
              {
                path: 'tenants',
                lazy: page(['tenants'], async () => (await import('../pages/Tenants')).TenantsPage),
              },
              {
                path: 'users',
                lazy: page(
                  ['users', 'password', 'login'],
                  async () => (await import('../pages/Users')).UsersPage,
                ),
              },
              {
                path: 'tenants/:tenantId',
                lazy: page(['tenants'], async () => (await import('../pages/Tenant')).TenantPage),
              },
              {
                path: 'users/:userId',
                lazy: page(
                  ['users', 'account', 'password'],
                  async () => (await import('../pages/User')).UserPage,
                ),
              },
              {
                path: 'hosts',
                lazy: page(['hosts'], async () => (await import('../pages/Hosts')).HostsPage),
              },
              {
                path: 'hosts/join',
                lazy: page(['hosts'], async () => (await import('../pages/HostJoin')).HostJoinPage),
              },
              {
                path: 'hosts/cloud',
                lazy: page(
                  ['cloud', 'hosts'],
                  async () => (await import('../pages/CloudHosts')).CloudHostsPage,
                ),
              },
              {
                path: 'hosts/:host',
                lazy: page(['hosts'], async () => (await import('../pages/Host')).HostPage),
              },
              {
                path: 'partitions',
                lazy: page(
                  ['partitions', 'hosts'],
                  async () => (await import('../pages/Partitions')).PartitionsPage,
                ),
              },
              {
                path: 'partitions/:partitionId',
                lazy: page(
                  ['partitions', 'hosts'],
                  async () => (await import('../pages/Partition')).PartitionPage,
                ),
              },
              {
                path: 'routes',
                lazy: page(['hostRoutes'], async () => (await import('../pages/HostRoutes')).HostRoutesPage),
              },
              {
                path: 'health',
                lazy: page(['health'], async () => (await import('../pages/Health')).HealthPage),
              },
              {
                path: 'settings',
                lazy: page(['settings'], async () => (await import('../pages/Settings')).SettingsPage),
              },
              {
                path: 'roles',
                lazy: page(['roles'], async () => (await import('../pages/Roles')).RolesPage),
              },
              {
                path: 'presets',
                lazy: page(['tenants'], async () => (await import('../pages/Presets')).PresetsPage),
              },
              {
                path: 'metering',
                lazy: page(['metering'], async () => (await import('../pages/Metering')).MeteringPage),
              },
              {
                path: 'runtime-log',
                lazy: page(
                  ['runtimeLog', 'logs'],
                  async () => (await import('../pages/RuntimeLog')).RuntimeLogPage,
                ),
              },
              {
                path: 'account',
                lazy: page(
                  ['account', 'password'],
                  async () => (await import('../pages/Account')).AccountPage,
                ),
              },
              {
                path: 'operations',
                lazy: page(['operations'], async () => (await import('../pages/Operations')).OperationsPage),
                children: [
                  {
                    path: ':operationId',
                    lazy: page(
                      ['operations'],
                      async () => (await import('../pages/Operations/OperationDrawer')).OperationDrawer,
                    ),
                  },
                ],
              },
              {
                path: '*',
                lazy: page([], async () => (await import('../pages/NotFound')).NotFoundPage),
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
