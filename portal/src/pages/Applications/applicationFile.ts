/**
 * Reads a declarative application file and knows the line of every field.
 *
 * What a valid file is, the server decides and answers with the field's path; this module says where that field stands.
 */
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';

import type { ApplicationCreate } from '../../api/applications';
import { pathOf } from '../../components/formErrors';

export type ReadFile =
  | { ok: true; body: ApplicationCreate; lineOf: (field: string) => number | null }
  | { ok: false; problem: 'empty' | 'notMapping' | 'syntax'; line: number | null; detail: string };

const failed = (
  problem: 'empty' | 'notMapping' | 'syntax',
  line: number | null = null,
  detail = '',
): ReadFile => ({
  ok: false,
  problem,
  line,
  detail,
});

export function readFile(text: string): ReadFile {
  if (text.trim() === '') return failed('empty');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) return failed('syntax', lines.linePos(error.pos[0]).line, error.message);
  if (!isMap(document.contents)) return failed('notMapping', 1);
  return {
    ok: true,
    // The server checks the shape: that is its contract, and it names the field.
    body: document.toJS() as ApplicationCreate,
    lineOf: (field) => lineOf(document, lines, field),
  };
}

function lineOf(document: Document, lines: LineCounter, field: string): number | null {
  for (let path = pathOf(field); path.length > 0; path = path.slice(0, -1)) {
    const node = document.getIn(path, true);
    if (typeof node === 'object' && node !== null && 'range' in node) {
      const [start] = node.range as [number, number, number];
      return lines.linePos(start).line;
    }
  }
  return null;
}
