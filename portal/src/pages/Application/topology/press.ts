import type { KeyboardEvent } from 'react';

/** What makes a drawn thing a button: pressed by the mouse, Enter and the space bar. */
export function pressed(press: () => void) {
  return {
    role: 'button',
    tabIndex: 0,
    onClick: press,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press();
    },
  } as const;
}
