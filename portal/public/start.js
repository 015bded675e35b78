/**
 * Watches over the portal's start, before any of its modules has arrived.
 *
 * A browser gives up what it is loading when the machine's network changes (a VPN, a container's bridge), and does not
 * ask again for a part of a page: without this the page would stay blank for ever.
 */
(() => {
  const COUNTED_AS = 'slipway.startFailures';
  const MOST = 5;
  const PAUSE_MS = 400;
  let handled = false;

  function again() {
    if (handled) return;
    handled = true;
    const failures = Number(sessionStorage.getItem(COUNTED_AS)) + 1;
    sessionStorage.setItem(COUNTED_AS, String(failures));
    if (failures <= MOST) setTimeout(() => location.reload(), PAUSE_MS * failures);
    else explain();
  }

  function explain() {
    sessionStorage.removeItem(COUNTED_AS);
    const said = document.createElement('p');
    said.setAttribute('role', 'alert');
    said.textContent =
      '页面没有加载完整，请检查与 Slipway 的连接。 The page did not load completely: check the connection to Slipway.';
    const button = document.createElement('button');
    button.textContent = '重试 Try again';
    button.addEventListener('click', () => location.reload());
    document.getElementById('root')?.replaceChildren(said, button);
  }

  addEventListener(
    'error',
    ({ target }) => {
      const part = target instanceof HTMLScriptElement || target instanceof HTMLLinkElement;
      if (part && target.rel !== 'icon') again();
    },
    { capture: true },
  );
  addEventListener('slipway:start-failed', again);
  addEventListener('slipway:started', () => {
    handled = true;
    sessionStorage.removeItem(COUNTED_AS);
  });
})();

/**
 * Asks for what the first page will need while the portal's code is still under way: the texts of the user's language,
 * who is logged in, and the list of applications where that is the page. `src/api/early.ts` hands the answers over.
 */
(() => {
  const LISTS = { '/applications': '/api/v1/applications?page=1&page_size=20&sort=name' };
  // As `src/i18n/language.ts` chooses.
  const stored = localStorage.getItem('slipway.language');
  const spoken = navigator.languages[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const language = stored === 'zh' || stored === 'en' ? stored : spoken;
  const texts = document.querySelector('meta[name=slipway-texts]')?.getAttribute(language);
  for (const href of texts?.split(' ') ?? []) {
    const preload = document.createElement('link');
    preload.rel = 'modulepreload';
    preload.href = href;
    document.head.append(preload);
  }
  const list = location.search === '' ? LISTS[location.pathname] : undefined;
  const asked = ['/api/v1/session', ...(list ? [list] : [])];
  const headers = { 'X-Slipway-Request': '1' };
  window.slipwayEarly = new Map(asked.map((address) => [address, fetch(address, { headers })]));
  for (const answer of window.slipwayEarly.values()) answer.catch(() => undefined); // it is asked for again
})();
