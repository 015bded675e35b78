import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Setting } from '../../api/platform';
import { adminSession } from '../../test/data';
import { openPortal } from '../../test/render';
import { answers, platformWith, refuses } from '../../test/server';

const usual: Setting = {
  name: 'port',
  variable: 'SLIPWAY_PORT',
  group: 'platform',
  description: 'Port of the API and the portal.',
  secret: false,
  is_set: true,
  value: '7080',
  default: '7080',
  source: 'default',
};

const settings: Setting[] = [
  usual,
  {
    ...usual,
    name: 'registry_password',
    variable: 'SLIPWAY_REGISTRY_PASSWORD',
    group: 'images',
    secret: true,
    value: null,
    default: null,
    source: 'file',
  },
  {
    ...usual,
    name: 'log_format',
    variable: 'SLIPWAY_LOG_FORMAT',
    group: 'logs',
    value: 'json',
    default: 'auto',
    source: 'environment',
  },
  {
    ...usual,
    name: 'host',
    variable: 'SLIPWAY_HOST',
    value: '127.0.0.1',
    default: '127.0.0.1',
    source: 'program',
  },
  {
    ...usual,
    name: 'of_a_later_version',
    variable: 'SLIPWAY_OF_A_LATER_VERSION',
    group: 'logs',
    description: 'Something that the portal has no words for.',
    secret: true,
    is_set: false,
    value: null,
    default: null,
  },
];

async function opened(address = '/settings') {
  platformWith([], adminSession());
  answers('/settings', { config_file: '/etc/slipway.toml', settings });
  const portal = openPortal(address);
  await screen.findByText('TOML file: /etc/slipway.toml');
  return portal;
}

const rowOf = (name: RegExp) => screen.getByRole('row', { name });
const variables = () =>
  screen.getAllByText(/^SLIPWAY_(?!CONFIG)[A-Z_]+$/).map(({ textContent }) => textContent);

it('shows each group’s settings with what is in force, the default, and by what it was set', async () => {
  await opened();
  const logs = within(screen.getByRole('table', { name: 'Logs and records' }));
  expect(
    logs.getByRole('row', { name: /SLIPWAY_LOG_FORMAT auto: readable.* json auto Environment/ }),
  ).toBeVisible();
  expect(rowOf(/SLIPWAY_PORT .* 7080 7080 Default/)).toBeVisible();
  expect(screen.getByText('auto', { selector: 'code' })).toBeVisible();
});

it('says of secrets only whether they are set', async () => {
  await opened();
  expect(rowOf(/SLIPWAY_REGISTRY_PASSWORD .* Set, hidden .*TOML file/)).toBeVisible();
  expect(
    rowOf(/SLIPWAY_OF_A_LATER_VERSION Something that the portal has no words for\. Not set/),
  ).toBeVisible();
});

it('is narrowed by words of the language, which the address keeps', async () => {
  const { user, router } = await opened();
  await user.type(screen.getByLabelText('Filter settings'), 'password registry{Enter}');
  expect(variables()).toEqual(['SLIPWAY_REGISTRY_PASSWORD']);
  expect(router.state.location.search).toBe('?q=password+registry');
  await user.clear(screen.getByLabelText('Filter settings'));
  await user.type(screen.getByLabelText('Filter settings'), 'no-such-thing{Enter}');
  expect(await screen.findByText('No setting fits')).toBeVisible();
});

it('shows only what is not left at its default when asked to', async () => {
  const { user, router } = await opened();
  expect(variables()).toHaveLength(5);
  await user.click(screen.getByRole('switch', { name: 'Only what is not left at its default' }));
  expect(variables()).toEqual(['SLIPWAY_REGISTRY_PASSWORD', 'SLIPWAY_LOG_FORMAT']);
  expect(router.state.location.search).toBe('?changed=yes');
});

it('is refused to others in the server’s words, and not offered to them', async () => {
  platformWith([]);
  refuses('get', '/settings', 403, { message: 'Your role does not allow this' });
  openPortal('/settings');
  expect(await screen.findByText('Your role does not allow this')).toBeVisible();
  expect(screen.queryByRole('link', { name: 'Settings' })).toBeNull();
});
