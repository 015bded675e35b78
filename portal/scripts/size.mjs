// How much a browser loads, gzipped, until the application list can be used: the entry, what it imports, the list's
// own chunk and the texts of both in one language. Fails above the budget, so that growth is noticed when it happens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 270;
const ROOTS = [
  'index.html',
  'src/pages/Applications/index.tsx',
  'src/i18n/zh/common.json',
  'src/i18n/zh/applications.json',
  'antd/es/locale/zh_CN',
];
const dist = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

const files = new Set();
function collect(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const inner of chunk.imports ?? []) collect(inner);
}

for (const root of ROOTS) {
  const key = Object.keys(manifest).find((name) => name === root || name.includes(`${root}.js`));
  if (!key) throw new Error(`${root} is not in the build`);
  collect(key);
}
const sizes = [...files].map((file) => [gzipSync(readFileSync(join(dist, file))).length / 1024, file]);
const total = sizes.reduce((sum, [size]) => sum + size, 0);
for (const [size, file] of sizes.sort(([one], [other]) => other - one))
  console.log(`${size.toFixed(1).padStart(7)} KB  ${file}`);
console.log(`${total.toFixed(1).padStart(7)} KB  in all, of at most ${BUDGET_KB} KB`);
process.exitCode = total > BUDGET_KB ? 1 : 0;
