/** What differs between two configurations, as the same rows that the server gives for a file. */
import type { Change } from '../api/applications';

function leaves(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    if (value.length > 0) into.set(path, value.join(' '));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => leaves(item, `${path}[${index}]`, into));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into);
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into.set(path, String(value));
  }
  return into;
}

export function configDiff(before: object, after: object): Change[] {
  const old = leaves(before, '', new Map());
  const now = leaves(after, '', new Map());
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter(
    (field) => old.get(field) !== now.get(field),
  );
  return fields.map((field) => ({
    service: null,
    field,
    before: old.get(field) ?? null,
    after: now.get(field) ?? null,
  }));
}
