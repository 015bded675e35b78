/** Puts the answers that `src/start` has asked for into the query cache, where the first page finds them. */
import type { QueryClient } from '@tanstack/react-query';

import { FIRST_APPLICATIONS, firstRequests } from '../start/first';

import { applicationsQuery } from './applications';
import { sessionQuery } from './session';

/** Longer than that, whoever waits sees that something is loading. */
const PATIENCE_MS = 100;

const { sort, pageSize } = FIRST_APPLICATIONS;
const LIST = applicationsQuery({ page: 1, page_size: pageSize, sort });

/** Resolves when they are there, or after a moment; what fails is asked for again by the page, which says so. */
export async function loadEarly(client: QueryClient): Promise<void> {
  const [, list] = firstRequests(window.location);
  const loading: Promise<unknown>[] = [client.query(sessionQuery)];
  if (list) loading.push(client.query(LIST));
  const pause = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([Promise.allSettled(loading), pause]);
}
