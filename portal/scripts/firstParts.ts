/**
 * What a browser loads first, in few parts and all at once.
 *
 * By itself the bundler makes a file of whatever two pages share: some eighty small ones before the first page stands,
 * six at a time, each a round trip. Here everything that the entry imports is one file, and `index.html` names the
 * first texts of each language and the component library, so that `start.js` can ask for the right ones at once, not after
 * the entry has run.
 */
import type { OutputBundle, OutputChunk } from 'rolldown';
import type { Plugin } from 'vite';

const textsOf = (language: string) =>
  ['common', 'applications'].map((name) => `/src/i18n/${language}/${name}.json`);
const FIRST_PART = 'start';
const LIBRARY_IN_OUR_THEME = '/src/theme/Library.tsx';
const FIRST: Record<string, readonly string[]> = {
  zh: textsOf('zh'),
  en: textsOf('en'),
};

// One context of forms is all that the first page takes of them, but the group would take whatever their index names.
const LATER = /@rc-component\/(async-validator\/|form\/es\/(?!FieldContext|FormContext|ListContext))/;

// What the component library's parts have in common is one file too, which every page but the first loads.
const LIBRARY = /\/node_modules\/(antd|@ant-design|@rc-component|@babel)\//;
const OFTEN = 40;

export function firstParts(): Plugin {
  const groups = [
    { name: FIRST_PART, tags: ['$initial' as const], test: (id: string) => !LATER.test(id), priority: 1 },
    { name: 'library', test: LIBRARY, minShareCount: OFTEN },
  ];
  const codeSplitting = { groups, includeDependenciesRecursively: false };
  return {
    name: 'slipway-first-parts',
    apply: 'build',
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting } } } }),
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (!bundle) return html;
        const attrs: Record<string, string> = { name: 'slipway-texts' };
        for (const [language, sources] of Object.entries(FIRST))
          attrs[language] = sources.map((source) => `/${chunkOf(bundle, source).fileName}`).join(' ');
        const library = {
          name: 'slipway-library',
          content: withImports(bundle, LIBRARY_IN_OUR_THEME).join(' '),
        };
        return [attrs, library].map((each) => ({ tag: 'meta', attrs: each, injectTo: 'head-prepend' }));
      },
    },
  };
}

function chunkOf(bundle: OutputBundle, source: string): OutputChunk {
  const found = Object.values(bundle).find(
    (each): each is OutputChunk => each.type === 'chunk' && Boolean(each.facadeModuleId?.endsWith(source)),
  );
  if (!found) throw new Error(`${source} has no file of its own`);
  return found;
}

/** What is loaded with a part, but for what the entry brings. */
function withImports(bundle: OutputBundle, source: string): string[] {
  const files = new Set<string>();
  const visit = (chunk: OutputChunk) => {
    if (chunk.name === FIRST_PART || files.has(`/${chunk.fileName}`)) return;
    files.add(`/${chunk.fileName}`);
    for (const name of chunk.imports) visit(bundle[name] as OutputChunk);
  };
  visit(chunkOf(bundle, source));
  return [...files];
}
