// How much a browser loads, gzipped, until the application list can be used: what `index.html` names, what that imports,
// and the texts in one language. Fails above the budget, so that growth is noticed when it happens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 270;
const dist = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const page = readFileSync(join(dist, 'index.html'), 'utf8');

const files = new Set(['start.js']);
function collect(file) {
  if (files.has(file)) return;
  files.add(file);
  const chunk = Object.values(manifest).find((each) => each.file === file);
  for (const style of chunk?.css ?? []) files.add(style);
  for (const inner of chunk?.imports ?? []) collect(manifest[inner].file);
}

const texts = / zh="([^"]+)"/.exec(page)[1].split(' ');
const named = [...page.matchAll(/ (?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
for (const file of [...named, ...texts.map((path) => path.slice(1))]) collect(file);
const sizes = [...files].map((file) => [gzipSync(readFileSync(join(dist, file))).length / 1024, file]);
const total = sizes.reduce((sum, [size]) => sum + size, 0);
for (const [size, file] of sizes.sort(([one], [other]) => other - one))
  console.log(`${size.toFixed(1).padStart(7)} KB  ${file}`);
console.log(`${total.toFixed(1).padStart(7)} KB  in all, of at most ${BUDGET_KB} KB`);
process.exitCode = total > BUDGET_KB ? 1 : 0;
