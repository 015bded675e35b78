/** Tar archives as far as copying files into and out of containers takes them (POSIX ustar, with pax for long names). */

const BLOCK = 512;
const NAME_BYTES = 100;
const REGULAR = '0';
const PAX = 'x';
const FILE_MODE = 0o644;
const encode = (text: string) => new TextEncoder().encode(text);

interface Entry {
  name: Uint8Array;
  size: number;
  type: string;
  seconds: number;
}

function header({ name, size, type, seconds }: Entry): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(encode(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, '0');
  block.set(name.subarray(0, NAME_BYTES), 0);
  put(octal(FILE_MODE, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(seconds, 12), 136);
  put(' '.repeat(8), 148);
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return block;
}

const padding = (size: number) => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

/** A pax record: its length counts itself. */
function record(key: string, value: string): Uint8Array {
  const rest = encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return encode(`${length} ${key}=${value}\n`);
}

/** An archive of files; their contents stay where the browser has them until they are sent. */
export function archiveOf(files: readonly File[]): Blob {
  const parts: BlobPart[] = [];
  for (const file of files) {
    const name = encode(file.name);
    const seconds = Math.floor(file.lastModified / 1000);
    if (name.length > NAME_BYTES || name.some((byte) => byte > 127)) {
      const long = new Uint8Array(record('path', file.name));
      const own = { name: encode('pax'), size: long.length, type: PAX, seconds };
      parts.push(header(own), long, padding(long.length));
    }
    parts.push(header({ name, size: file.size, type: REGULAR, seconds }), file, padding(file.size));
  }
  return new Blob([...parts, new Uint8Array(2 * BLOCK)], { type: 'application/x-tar' });
}

const textOf = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

const blockAt = async (archive: Blob, at: number) =>
  new Uint8Array(await archive.slice(at, at + BLOCK).arrayBuffer());

/** The file in an archive that has nothing but one; null for a directory, or anything else that is more. */
export async function onlyFileIn(archive: Blob): Promise<{ name: string; content: Blob } | null> {
  const head = await blockAt(archive, 0);
  const type = String.fromCharCode(head[156] ?? 0);
  if (head.length < BLOCK || (type !== REGULAR && type !== '\u0000')) return null;
  const size = parseInt(textOf(head.subarray(124, 136)).trim(), 8);
  if (!Number.isSafeInteger(size)) return null;
  const after = await blockAt(archive, BLOCK + Math.ceil(size / BLOCK) * BLOCK);
  if (after.some((byte) => byte !== 0)) return null;
  const path = textOf(head.subarray(0, NAME_BYTES));
  // Of no kind, a browser guesses one by what is in it, and stores `passwd` as `passwd.txt`.
  const content = archive.slice(BLOCK, BLOCK + size, 'application/octet-stream');
  return { name: path.slice(path.lastIndexOf('/') + 1), content };
}
