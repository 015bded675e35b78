/** What containers use and reserve, as figures: cores and bytes. `useAmount` puts them into words, with cores named. */
import type { Language } from '../i18n/language';

import { quantity } from './quantity';

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const STEP = 1024;
const HIGH = 80;
const FULL = 95;

const rounded = (value: number, digits: number, language: Language) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

/** A number and its unit, which stay in one line. */
export const withUnit = (number: string, unit: string) => `${number}\u00a0${unit}`;

export function cores(value: number, language: Language): string {
  // A container that hardly computes uses little, not nothing.
  if (value > 0 && value < 0.001) {
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 1 }).format(value);
  }
  return rounded(value, value < 1 ? 3 : 2, language);
}

export function bytes(value: number, language: Language): string {
  const [rest, unit] = scaled(value);
  return withUnit(rounded(rest, rest < 10 ? 1 : 0, language), unit);
}

function scaled(value: number): [number, string] {
  let rest = value;
  let step = 0;
  while (rest >= STEP && step < STEPS.length - 1) {
    rest /= STEP;
    step += 1;
  }
  return [rest, STEPS[step] ?? ''];
}

const SIZES = ['memory', 'storage', 'size'];

/** Whether it is told in bytes. */
const isSize = (what: string) => SIZES.includes(what);

/**
 * An amount of something as a figure: `300m` of CPU is `0.3`, `8Gi` of memory is `8 GiB`. A number was measured and is
 * rounded; a text is somebody's choice, as Kubernetes writes it: 12.5Gi must not read as 13. What is no amount stays
 * as it is.
 */
export function figure(what: string, amount: string | number, language: Language): string {
  if (typeof amount === 'number') return (isSize(what) ? bytes : cores)(amount, language);
  const value = quantity(amount);
  if (Number.isNaN(value)) return amount;
  if (!isSize(what)) return rounded(value, 3, language);
  const [rest, unit] = scaled(value);
  return withUnit(rounded(rest, 2, language), unit);
}

export type Level = 'normal' | 'high' | 'full';

/** Whether somebody should look at it. */
export function levelOf(share: number): Level {
  if (share >= FULL) return 'full';
  return share >= HIGH ? 'high' : 'normal';
}
