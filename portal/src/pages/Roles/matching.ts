/** The actions in whose name or words all of the typed words appear, in any order and case. */
export function matching<A extends string>(
  actions: readonly A[],
  typed: string,
  words: (action: A) => string,
): A[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((action) => {
    const text = `${action} ${words(action)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
