/** Files from the user's machine as values: as text where they are text, and in base64 otherwise. */
import type { Entry } from '../../../api/configuration';

/** All values of a set together; the server takes no more. */
export const MOST_BYTES = 1024 * 1024;

export async function entryOf(file: Blob): Promise<Entry> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    // A mark at the beginning of the file is part of it.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
  }
  return { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
}
