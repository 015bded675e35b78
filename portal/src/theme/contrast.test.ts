/** At night the library's own mixtures vanish on our blue grounds: what replaces them is to be seen and read. */
import { expect, it } from 'vitest';

import { variablesOf } from './variables';

const variables = variablesOf('dark');
const TONES = ['success', 'info', 'warning', 'error'];
const GROUNDS = ['layout', 'container', 'elevated'].map((ground) => `bg-${ground}`);

function luminance(name: string): number {
  const hex = /^#(..)(..)(..)$/.exec(variables[['--ant', 'color', name].join('-')] ?? '');
  if (!hex) throw new Error(`${name} is no solid colour`);
  const [red = 0, green = 0, blue = 0] = hex.slice(1).map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

it.each(TONES)('the tone %s is read on its own ground, and that is told from a card', (tone) => {
  expect(contrast(tone, `${tone}-bg`)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(`${tone}-bg`, 'bg-container')).toBeGreaterThan(1.1);
});

it.each(GROUNDS)('marks of fields and lines are seen on %s', (ground) => {
  expect(contrast('text-quaternary', ground)).toBeGreaterThanOrEqual(3);
  expect(contrast('border', ground)).toBeGreaterThan(2);
  expect(contrast('border-secondary', ground)).toBeGreaterThan(1.25);
});
