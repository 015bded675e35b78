/** The typed client. Every path, parameter and body is checked against `openapi.json`. */
import createClient from 'openapi-fetch';

import { REQUEST_HEADERS } from '../start/first';

import { fetchEarly } from './early';
import { errorFrom } from './errors';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

export const REQUEST_ID_HEADER = 'X-Request-Id';

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: REQUEST_HEADERS,
  fetch: fetchEarly,
});

let lastSeen = '';
api.use({
  onResponse: ({ response }) => {
    lastSeen = response.headers.get(REQUEST_ID_HEADER) ?? lastSeen;
  },
});

/** The id of the request that was answered last; empty before the first answer. */
export const lastRequestId = () => lastSeen;

interface Outcome {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as an ApiError. */
export async function answer<T extends Outcome>(call: Promise<T>): Promise<Exclude<T['data'], undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorFrom(response.status, error, response.headers.get(REQUEST_ID_HEADER) ?? '');
  return data as Exclude<T['data'], undefined>;
}
