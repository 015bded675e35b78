/**
 * What a browser loads first, in few parts and all at once.
 *
 * By itself the bundler makes a file of whatever two pages share: some eighty small ones before the first page stands,
 * six at a time, each a round trip. Here everything that the entry imports is one file, and `index.html` names the
 * first texts of each language, so that `start.js` can ask for the right ones at once, not after the entry has run.
 */
import type { OutputBundle } from 'rolldown';
import type { Plugin } from 'vite';

const textsOf = (language: string) =>
  ['common', 'applications'].map((name) => `/src/i18n/${language}/${name}.json`);
const FIRST: Record<string, readonly string[]> = {
  zh: [...textsOf('zh'), '/antd/es/locale/zh_CN.js'],
  en: textsOf('en'), // which the components speak by themselves
};

// One context of forms is all that the first page takes of them, but the group would take whatever their index names.
const LATER = /@rc-component\/(async-validator\/|form\/es\/(?!FieldContext|FormContext|ListContext))/;

export function firstParts(): Plugin {
  const groups = [{ name: 'start', tags: ['$initial' as const], test: (id: string) => !LATER.test(id) }];
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
          attrs[language] = sources.map((source) => fileOf(bundle, source)).join(' ');
        return [{ tag: 'meta', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

function fileOf(bundle: OutputBundle, source: string): string {
  const found = Object.values(bundle).find(
    (each) => each.type === 'chunk' && each.facadeModuleId?.endsWith(source),
  );
  if (!found) throw new Error(`${source} has no file of its own`);
  return `/${found.fileName}`;
}
