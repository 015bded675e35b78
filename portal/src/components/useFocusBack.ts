/** Where the keyboard goes on when a dialog or a drawer is gone. */
import { useEffect, useState } from 'react';

import { openerNow } from './opener';

/** Takes the focus back to what the caller, which is drawn as long as it is open, was opened from. */
export function useFocusBack(): void {
  const [before] = useState(openerNow);
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && (before instanceof HTMLElement || before instanceof SVGElement)) {
        before.focus({ preventScroll: true });
      }
    },
    [before],
  );
}
