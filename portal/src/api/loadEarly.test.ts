import { afterEach, expect, it } from 'vitest';

import { application } from '../test/data';
import { platformWith, refuses } from '../test/server';

import { applicationsQuery } from './applications';
import { loadEarly } from './loadEarly';
import { createQueryClient, keys } from './query';

const FIRST = applicationsQuery({ page: 1, page_size: 20, sort: 'name' }).queryKey;

afterEach(() => window.history.replaceState(null, '', '/'));

it('has the session and the list before the list is drawn', async () => {
  window.history.replaceState(null, '', '/applications');
  platformWith([application('shop', [])]);
  const client = createQueryClient();
  await loadEarly(client);
  await expect.poll(() => client.getQueryData(keys.session)).toHaveProperty('user');
  await expect.poll(() => client.getQueryData(FIRST)).toMatchObject({ items: [{ name: 'shop' }] });
});

it('asks for no list elsewhere, and lets the portal begin where nothing is answered', async () => {
  window.history.replaceState(null, '', '/volumes');
  platformWith([]);
  refuses('get', '/session', 503, { message: 'The database does not answer' });
  const client = createQueryClient();
  await loadEarly(client);
  expect(client.getQueryState(FIRST)).toBeUndefined();
  expect(client.getQueryData(keys.session)).toBeUndefined();
});
