import type { ReactNode } from 'react';

/** Chinese marks are as wide as a character and bring their own gap; all others need a space behind them. */
const GAPPED = /[\u3001\u3002\uff08-\uff1f]$/;

/** A text and what stands behind it in the same line, as a time or a link. */
export function joined(text: string, next: ReactNode) {
  return (
    <>
      {GAPPED.test(text) ? text : `${text} `}
      {next}
    </>
  );
}
