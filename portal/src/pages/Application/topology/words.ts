/** What is written into the picture. Pure. */

/** A name that fits in, and whether the whole one has to be told otherwise. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** An address without what all of them have in common. */
export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
