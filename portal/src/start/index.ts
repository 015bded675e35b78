/**
 * Runs before any module of the portal has arrived: a plain script of its own, `/start.js`, which `scripts/startScript.ts`
 * makes of this. It watches over the portal's start, and asks for what the first page will need.
 */
import { firstRequests, isFirstPage, LANGUAGE_STORED_AS, preferredLanguage, REQUEST_HEADERS } from './first';
import { watch } from './watch';

watch();

const language = preferredLanguage(localStorage.getItem(LANGUAGE_STORED_AS), navigator.languages);
const named = (name: string, attribute: string) =>
  document.querySelector(`meta[name=${name}]`)?.getAttribute(attribute)?.split(' ') ?? [];
const library = isFirstPage(location) ? [] : named('slipway-library', 'content');
for (const href of [...named('slipway-texts', language), ...library]) {
  const preload = document.createElement('link');
  preload.rel = 'modulepreload';
  preload.href = href;
  document.head.append(preload);
}

// `src/api/early.ts` hands the answers over.
window.slipwayEarly = new Map(
  firstRequests(location).map((address) => [address, fetch(address, { headers: REQUEST_HEADERS })]),
);
for (const answer of window.slipwayEarly.values()) answer.catch(() => undefined); // it is asked for again
