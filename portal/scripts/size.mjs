// How much a browser loads, gzipped, until a page can be used: what `index.html` names, the page's own part, what these
// import, and their texts in one language. Fails above a budget, so that growth is noticed when it happens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PAGES = [
  { name: 'the list of applications', budget: 165, sources: [] },
  {
    name: 'the overview',
    budget: 250,
    sources: [
      'src/theme/Library.tsx',
      'src/pages/Overview/index.tsx',
      ...['overview', 'operations', 'hosts', 'tenants'].map((bundle) => `src/i18n/zh/${bundle}.json`),
    ],
  },
];
const dist = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const texts = / zh="([^"]+)"/.exec(html)[1].split(' ');
const named = [...html.matchAll(/ (?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
const first = [...named, ...texts.map((path) => path.slice(1))];

function collect(file, files) {
  if (files.has(file)) return files;
  files.add(file);
  const chunk = Object.values(manifest).find((each) => each.file === file);
  for (const style of chunk?.css ?? []) files.add(style);
  for (const inner of chunk?.imports ?? []) collect(manifest[inner].file, files);
  return files;
}

const weights = new Map();
function weightOf(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(join(dist, file))).length / 1024);
  return weights.get(file);
}

for (const { name, budget, sources } of PAGES) {
  const files = new Set(['start.js']);
  for (const file of [...first, ...sources.map((source) => manifest[source].file)]) collect(file, files);
  const sizes = [...files].map((file) => [weightOf(file), file]).sort(([one], [other]) => other - one);
  const total = sizes.reduce((sum, [size]) => sum + size, 0);
  for (const [size, file] of sizes) console.log(`${size.toFixed(1).padStart(7)} KB  ${file}`);
  console.log(`${total.toFixed(1).padStart(7)} KB  for ${name}, of at most ${budget} KB\n`);
  if (total > budget) process.exitCode = 1;
}
