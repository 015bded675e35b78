/** Where the keyboard goes on when a dialog or a drawer is gone. */
import { useEffect, useState } from 'react';

// An entry of a menu is gone with its menu: what opened that is gone back to.
let opener: Element | null = null;
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && !target.closest('[role="menu"]')) opener = target;
});

/** Takes the focus back to what the caller, which is drawn as long as it is open, was opened from. */
export function useFocusBack(): void {
  const [before] = useState(() => opener);
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
