/** What an operation changed, value by value. */
import type { Change } from '../../api/applications';

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value by its path, as `config.ports[0].port`; empty lists and objects are values. */
function leaves(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  const inner: [string, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [`${path}[${index}]`, item])
    : isTree(value)
      ? Object.entries(value).map(([name, item]) => [path ? `${path}.${name}` : name, item])
      : [];
  if (inner.length === 0 && path) into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [name, item] of inner) leaves(item, name, into);
  return into;
}

/** The values that differ, in the order in which they stand. */
export function differences(before: Tree | null, after: Tree | null): Change[] {
  const was = leaves(before, '', new Map());
  const is = leaves(after, '', new Map());
  const fields = new Set([...was.keys(), ...is.keys()]);
  return [...fields]
    .map((field) => ({
      service: null,
      field,
      before: was.get(field) ?? null,
      after: is.get(field) ?? null,
    }))
    .filter((change) => change.before !== change.after);
}
