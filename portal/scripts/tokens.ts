/**
 * `virtual:tokens.css`: those of the component library's variables that our style sheets use, by day and by night, so that
 * the first page is drawn before the library has arrived. They are what it will say itself: both come from `theme.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

import { variablesOf } from '../src/theme/variables.ts';

const NAME = 'virtual:tokens.css';
const RESOLVED = `\0${NAME}`;

/** Every variable of the library that a style sheet or a drawing in the directory names; what tests name is not drawn. */
function used(directory: string): Set<string> {
  const sheets = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(css|tsx?)$/.test(name) && !name.includes('.test.'),
  );
  return new Set(
    sheets.flatMap(
      (name) => readFileSync(join(directory, name), 'utf8').match(/--(?:ant-[\w-]+|sl-on-colour)/g) ?? [],
    ),
  );
}

export function tokens(): Plugin {
  const sources = join(import.meta.dirname, '../src');
  return {
    name: 'slipway-tokens',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      const names = used(sources);
      return (['light', 'dark'] as const)
        .map((mode) => {
          const variables = variablesOf(mode);
          const lines = [...names].map((name) => {
            if (!(name in variables)) this.error(`The component library has no ${name}`);
            return `${name}:${variables[name]}`;
          });
          return `:root[data-mode='${mode}']{${lines.join(';')}}`;
        })
        .join('\n');
    },
  };
}
