import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { archiveOf, onlyFileIn } from './tar';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'tar-'));
  folders.push(made);
  return made;
};
afterEach(() => folders.splice(0).forEach((made) => rmSync(made, { recursive: true })));

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

function archiveBy(tar: string[], files: Record<string, string>): Blob {
  const where = folder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(where, name), text);
  return new Blob([new Uint8Array(execFileSync('tar', ['-C', where, '-c', ...tar]))]);
}

describe('an archive of files', () => {
  it('is what tar unpacks, also with long names and other letters', async () => {
    const long = `${'a'.repeat(150)}.txt`;
    const files = [
      new File(['hello\n'], 'hello.txt'),
      new File([''], 'empty'),
      new File(['x'.repeat(512)], '一个文件.bin'),
      new File(['long'], long),
    ];
    const where = folder();
    const packed = join(where, 'packed.tar');
    writeFileSync(packed, await bytesOf(archiveOf(files)));
    execFileSync('tar', ['-C', where, '-xf', packed]);
    expect(readFileSync(join(where, 'hello.txt'), 'utf8')).toBe('hello\n');
    expect(readFileSync(join(where, 'empty'), 'utf8')).toBe('');
    expect(readFileSync(join(where, '一个文件.bin'), 'utf8')).toBe('x'.repeat(512));
    expect(readFileSync(join(where, long), 'utf8')).toBe('long');
  });
});

describe('an archive that arrived', () => {
  it('is the file when it has one only', async () => {
    const found = await onlyFileIn(archiveBy(['one.txt'], { 'one.txt': 'first' }));
    expect(found?.name).toBe('one.txt');
    expect(found?.content.type).toBe('application/octet-stream');
    const content = await bytesOf(found?.content ?? new Blob());
    expect(new TextDecoder().decode(content)).toBe('first');
  });

  it('stays an archive when it has several, or a directory', async () => {
    const two = { 'one.txt': 'first', 'two.txt': 'second' };
    expect(await onlyFileIn(archiveBy(['one.txt', 'two.txt'], two))).toBeNull();
    expect(await onlyFileIn(archiveBy(['.'], { 'one.txt': 'first' }))).toBeNull();
    expect(await onlyFileIn(new Blob([]))).toBeNull();
  });
});
