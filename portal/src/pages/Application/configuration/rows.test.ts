import { describe, expect, it } from 'vitest';

import { entryOf } from './files';
import { bytesIn, changesOf, isEdited, newRow, patchOf, problemsOf, rebased, rowsOf, type Row } from './rows';

const ENTRIES = { LEVEL: 'info', token: '***', url: 'postgres://***@db/shop', logo: { base64: 'iVBORw==' } };

const typed = (rows: Row[], key: string, entry: string) =>
  rows.map((row) => (row.key === key ? { ...row, entry } : row));
const told = (rows: Row[]) => rows.map(({ key, entry }) => [key, entry]);

describe('the rows of a set', () => {
  it('send nothing as long as nothing is typed, also of masked values', () => {
    expect(patchOf(ENTRIES, rowsOf(ENTRIES))).toEqual({});
    expect(isEdited(ENTRIES, rowsOf(ENTRIES))).toBe(false);
  });

  it('send what was changed, added, replaced and removed, and nothing else', () => {
    const rows = [...typed(typed(rowsOf(ENTRIES), 'LEVEL', 'debug'), 'token', 'new'), newRow('NEW', '')];
    const without = rows.filter(({ key }) => key !== 'logo');
    expect(patchOf(ENTRIES, without)).toEqual({ LEVEL: 'debug', token: 'new', NEW: '', logo: null });
  });

  it('send a changed key as another entry', () => {
    const rows = rowsOf({ A: '1' }).map((row) => ({ ...row, key: 'B' }));
    expect(patchOf({ A: '1' }, rows)).toEqual({ A: null, B: '1' });
  });

  it('know what no key is, and let an empty row be', () => {
    const rows = [newRow(), newRow('', 'x'), newRow('a b'), newRow('same'), newRow('same'), newRow('.env')];
    const problems = problemsOf(rows);
    expect(rows.map(({ id }) => problems.get(id))).toEqual([
      undefined,
      'required',
      'invalid',
      undefined,
      'doubled',
      undefined,
    ]);
  });

  it('are edited also while what is typed cannot be sent', () => {
    expect(isEdited({}, [newRow('', 'typed')])).toBe(true);
    expect(isEdited({}, [newRow()])).toBe(false);
  });
});

describe('rows that were overtaken', () => {
  const before = { A: '1', B: '1', C: '1', D: '***' };

  it('keep what was typed and take everything else over', () => {
    const rows = [...typed(rowsOf(before), 'A', 'mine'), newRow('MINE', 'x'), newRow('', 'half')];
    const now = { A: 'theirs', B: 'theirs', D: '***', NEW: '2' };
    const moved = rebased(rows, before, now);
    expect(told(moved)).toEqual([
      ['A', 'mine'],
      ['B', 'theirs'],
      ['D', null],
      ['MINE', 'x'],
      ['', 'half'],
      ['NEW', '2'],
    ]);
    expect(patchOf(now, moved)).toEqual({ A: 'mine', MINE: 'x' });
  });

  it('still remove what was removed, and bring back what was changed and is gone', () => {
    const rows = typed(rowsOf(before), 'A', 'mine').filter(({ key }) => key !== 'B');
    const now = { B: 'theirs', C: '1', D: '***' };
    expect(patchOf(now, rebased(rows, before, now))).toEqual({ A: 'mine', B: null });
  });

  it('are compared without showing secrets', () => {
    const patch = { A: 'mine', B: null, logo: { base64: 'AAAA' } };
    expect(changesOf('config', before, patch).map(({ before: was, after }) => [was, after])).toEqual([
      ['1', 'mine'],
      ['1', null],
      [null, '(3 bytes)'],
    ]);
    expect(changesOf('secret', before, patch).map(({ after }) => after)).toEqual(['***', null, '***']);
  });
});

describe('a file', () => {
  it('becomes text where it is text, with every byte of it', async () => {
    expect(await entryOf(new Blob(['\ufeffport = 1\r\n中文']))).toBe('\ufeffport = 1\r\n中文');
  });

  it('becomes base64 otherwise', async () => {
    const entry = await entryOf(new Blob([new Uint8Array([0xff, 0xfe, 0])]));
    expect(entry).toEqual({ base64: '//4A' });
    expect(await entryOf(new Blob(['a\0b']))).toEqual({ base64: 'YQBi' });
  });

  it('is as large as its base64 says', () => {
    expect(['', 'AA==', 'AAA=', 'AAAA'].map(bytesIn)).toEqual([0, 1, 2, 3]);
  });
});
