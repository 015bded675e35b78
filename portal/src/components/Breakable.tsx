import { Fragment } from 'react';

const AFTER_SEPARATOR = /(?<=[/.@_-])/;

/** An address, a path or a name: where it is too long for one line, it goes on after a separator, not within a word. */
export function Breakable({ text }: { text: string }) {
  return text.split(AFTER_SEPARATOR).map((part, index) => (
    // A text has no parts that change places.
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
