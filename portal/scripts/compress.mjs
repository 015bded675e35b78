// Writes a smaller twin of every built file beside it (brotli), so that the server sends it without compressing anything:
// a sixth less than gzip, and no processor time for each visitor. Vite empties the directory before each build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TEXTS = /\.(js|css|svg|html)$/;
const SMALLEST = 1024;
const dist = new URL('../dist/', import.meta.url).pathname;

for (const name of readdirSync(dist, { recursive: true })) {
  if (!TEXTS.test(name)) continue;
  const text = readFileSync(join(dist, name));
  if (text.length < SMALLEST) continue;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(text, { params }));
}
