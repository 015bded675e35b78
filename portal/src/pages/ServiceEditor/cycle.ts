/** Dependencies that lead back to where they began: no order of starting could satisfy them. */

/** The way from `name` over one of `wanted` back to it, or null. */
export function cycleOf(
  name: string,
  wanted: readonly string[],
  depends: Readonly<Record<string, readonly string[]>>,
): string[] | null {
  const seen = new Set<string>();
  const way = (from: string): string[] | null => {
    if (from === name) return [from];
    if (seen.has(from)) return null;
    seen.add(from);
    for (const next of depends[from] ?? []) {
      const rest = way(next);
      if (rest) return [from, ...rest];
    }
    return null;
  };
  for (const needed of wanted) {
    const found = way(needed);
    if (found) return [name, ...found];
  }
  return null;
}
