/**
 * A browser gives up what it is loading when the machine's network changes (a VPN, a container's bridge), and does not
 * ask again for a part of a page: without this the page would stay blank for ever.
 */
import { CONNECTION, TRY_AGAIN } from './words.json';

const COUNTED_AS = 'slipway.startFailures';
const MOST = 5;
const PAUSE_MS = 400;

export function watch(): void {
  let handled = false;
  const again = () => {
    if (handled) return;
    handled = true;
    const failures = Number(sessionStorage.getItem(COUNTED_AS)) + 1;
    sessionStorage.setItem(COUNTED_AS, String(failures));
    if (failures <= MOST) setTimeout(() => location.reload(), PAUSE_MS * failures);
    else explain();
  };
  addEventListener(
    'error',
    ({ target }) => {
      const part = target instanceof HTMLScriptElement || target instanceof HTMLLinkElement;
      if (part && !(target instanceof HTMLLinkElement && target.rel === 'icon')) again();
    },
    { capture: true },
  );
  addEventListener('slipway:start-failed', again);
  addEventListener('slipway:started', () => {
    handled = true;
    sessionStorage.removeItem(COUNTED_AS);
  });
}

/** In both languages, since no texts have arrived. */
function explain(): void {
  sessionStorage.removeItem(COUNTED_AS);
  const said = document.createElement('p');
  said.setAttribute('role', 'alert');
  said.textContent = CONNECTION;
  const button = document.createElement('button');
  button.textContent = TRY_AGAIN;
  button.addEventListener('click', () => location.reload());
  document.getElementById('root')?.replaceChildren(said, button);
}
