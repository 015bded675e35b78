/**
 * Parts of the portal that are loaded when they are first needed. A browser gives up what it is loading when the machine's
 * network changes (a VPN, a container's bridge), and does not ask again: a page would be broken for want of one of its parts.
 */
const PAUSES_MS = [300, 900, 2700];

/** As browsers say it of modules, and Vite of styles. */
const NOT_ARRIVED = /dynamically imported module|module script|^Unable to preload CSS/i;

/** Whether it was thrown because a part of the portal did not arrive. */
export const isNotArrived = (thrown: unknown) => thrown instanceof Error && NOT_ARRIVED.test(thrown.message);

/** What `load` imports; where it does not arrive, it is asked for again, three times at most. */
export async function again<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const pause of PAUSES_MS) {
    try {
      await restoreStyles();
      return await load();
    } catch (error) {
      if (!isNotArrived(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  await restoreStyles();
  return await load();
}

// Vite asks for styles once only, whether they arrive or not.
const lost = new Set<HTMLLinkElement>();
let restoring: Promise<unknown> | undefined;

/** Remembers which styles do not arrive. */
export function watchStyles(): void {
  addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
      target.remove();
      lost.add(target);
    },
    { capture: true },
  );
}

function restoreStyles(): Promise<unknown> {
  restoring ??= Promise.all([...lost].map(restore)).finally(() => {
    restoring = undefined;
  });
  return restoring;
}

function restore(styles: HTMLLinkElement): Promise<void> {
  lost.delete(styles);
  const link = styles.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`Unable to preload CSS for ${link.href}`)));
    document.head.append(link);
  });
}
