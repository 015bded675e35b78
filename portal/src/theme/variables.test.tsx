/** What is written at build time is what the library itself says in the browser. */
import { render } from '@testing-library/react';
import { Button } from 'antd';
import { afterEach, expect, it } from 'vitest';

import Library from './Library';
import { setMode } from './mode';
import type { Mode } from './theme';
import { variablesOf } from './variables';

afterEach(() => localStorage.clear());

function saidByLibrary(): Map<string, string> {
  const sheets = [...document.querySelectorAll('style')].map((style) => style.innerHTML);
  const sheet = sheets.find((text) => text.startsWith('.slipway{--ant-blue:'));
  if (!sheet) throw new Error('The library has written no variables');
  const lines = sheet.slice(sheet.indexOf('{') + 1, sheet.lastIndexOf('}')).split(';');
  return new Map(
    lines.filter(Boolean).map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name, value.join(':')];
    }),
  );
}

it.each<Mode>(['light', 'dark'])('in mode %s', (mode) => {
  setMode(mode);
  render(
    <Library>
      <Button>Any</Button>
    </Library>,
  );
  const said = saidByLibrary();
  expect(said.size).toBeGreaterThan(300);
  const ours = variablesOf(mode);
  expect([...said].filter(([name, value]) => ours[name] !== value)).toEqual([]);
});
