/**
 * What the first page needs, as both know it: `start.ts`, which asks for it while the portal's code is under way, and the
 * code itself, which asks for it once it runs.
 */
import type { Language } from '../api/errors';

export const LANGUAGE_STORED_AS = 'slipway.language';

/** What the user chose before, else what the browser prefers; Chinese is offered first where the browser speaks it. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'zh' || stored === 'en') return stored;
  return browser[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** How the list of applications is ordered and paged as long as its address says nothing else. */
export const FIRST_APPLICATIONS = { sort: 'name', pageSize: 20 };

/** The list of applications comes with the entry and without the component library; every other page needs it. */
export const isFirstPage = ({ pathname }: Pick<Location, 'pathname'>) => pathname === '/applications';

/** What is asked for first, as the client writes it; the list of applications only where that is the page. */
export function firstRequests(page: Pick<Location, 'pathname' | 'search'>): string[] {
  const { sort, pageSize } = FIRST_APPLICATIONS;
  const list = `/api/v1/applications?page=1&page_size=${pageSize}&sort=${sort}`;
  return ['/api/v1/session', ...(isFirstPage(page) && page.search === '' ? [list] : [])];
}

/** Proves to the server that a request comes from this page and not from somebody else's. */
export const REQUEST_HEADERS = { 'X-Slipway-Request': '1' };
