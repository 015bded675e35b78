/** The texts by bundle: what is loaded together, with the pages that name it. `common` and `applications` are there from the start. */
import type account from './en/account.json';
import type application from './en/application.json';
import type applicationFile from './en/applicationFile.json';
import type applications from './en/applications.json';
import type bell from './en/bell.json';
import type canary from './en/canary.json';
import type charts from './en/charts.json';
import type clone from './en/clone.json';
import type cloud from './en/cloud.json';
import type common from './en/common.json';
import type compose from './en/compose.json';
import type configuration from './en/configuration.json';
import type domains from './en/domains.json';
import type editor from './en/editor.json';
import type health from './en/health.json';
import type hostRoutes from './en/hostRoutes.json';
import type hosts from './en/hosts.json';
import type container from './en/container.json';
import type containers from './en/containers.json';
import type login from './en/login.json';
import type logs from './en/logs.json';
import type managed from './en/managed.json';
import type metering from './en/metering.json';
import type openings from './en/openings.json';
import type operations from './en/operations.json';
import type overview from './en/overview.json';
import type partitions from './en/partitions.json';
import type password from './en/password.json';
import type registries from './en/registries.json';
import type roles from './en/roles.json';
import type runtimeLog from './en/runtimeLog.json';
import type search from './en/search.json';
import type settings from './en/settings.json';
import type tenants from './en/tenants.json';
import type topology from './en/topology.json';
import type users from './en/users.json';
import type volumes from './en/volumes.json';

interface Bundles {
  account: typeof account;
  application: typeof application;
  applicationFile: typeof applicationFile;
  applications: typeof applications;
  bell: typeof bell;
  canary: typeof canary;
  charts: typeof charts;
  clone: typeof clone;
  cloud: typeof cloud;
  common: typeof common;
  compose: typeof compose;
  configuration: typeof configuration;
  domains: typeof domains;
  editor: typeof editor;
  health: typeof health;
  hostRoutes: typeof hostRoutes;
  hosts: typeof hosts;
  container: typeof container;
  containers: typeof containers;
  login: typeof login;
  logs: typeof logs;
  managed: typeof managed;
  metering: typeof metering;
  openings: typeof openings;
  operations: typeof operations;
  overview: typeof overview;
  partitions: typeof partitions;
  password: typeof password;
  registries: typeof registries;
  roles: typeof roles;
  runtimeLog: typeof runtimeLog;
  search: typeof search;
  settings: typeof settings;
  tenants: typeof tenants;
  topology: typeof topology;
  users: typeof users;
  volumes: typeof volumes;
}

export type Bundle = keyof Bundles;

type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Both) => void
  ? Both
  : never;

/** All of them together, as `t` knows them; `texts.test.ts` checks that each page has named those that it shows. */
export type Texts = All<Bundles[Bundle]>;
