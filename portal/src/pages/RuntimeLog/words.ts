/** The sources that have a word, and not only the name that the cluster gives them; kind and source are the same. */
const WORDS = ['platform', 'events'] as const;

export const isWord = (source: string): source is (typeof WORDS)[number] =>
  (WORDS as readonly string[]).includes(source);
