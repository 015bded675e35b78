/** The component library's tokens as it writes them into CSS variables. For builds and tests: a page has no need of it. */
import { theme } from 'antd';

import { ON_COLOUR, themeFor, type Mode } from './theme.ts';

const WITHOUT_UNIT = /^(?:line-height|opacity|font-weight|z-index)/;

/** By name, such as `--ant-color-primary`; and what the library keeps to its buttons. */
export function variablesOf(mode: Mode): Record<string, string> {
  const tokens = Object.entries(theme.getDesignToken(themeFor(mode, false)));
  return {
    '--sl-on-colour': ON_COLOUR[mode],
    ...Object.fromEntries(tokens.map(([name, value]) => asVariable(name, value))),
  };
}

function asVariable(name: string, value: unknown): [string, string] {
  const kebab = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([a-z])(\d)/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
  const unit = typeof value === 'number' && !WITHOUT_UNIT.test(kebab) ? 'px' : '';
  return [`--ant-${kebab}`, `${String(value)}${unit}`];
}
