/** What containers use, in words: cores and bytes. */
import type { Language } from '../i18n/language';

import { quantity } from './quantity';

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const STEP = 1024;
const BINARY = /[KMGTP]i$/;
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

/** An amount as Kubernetes writes it, in words: `300m` is `0.3`, `8Gi` is `8 GiB`. What is no amount stays as it is. */
export function amount(text: string | number | undefined, language: Language): string {
  if (text === undefined) return '–';
  const value = quantity(text);
  if (Number.isNaN(value)) return String(text);
  if (!BINARY.test(String(text))) return rounded(value, 3, language);
  // Bounds are somebody's choice: 12.5Gi must not read as 13.
  const [rest, unit] = scaled(value);
  return withUnit(rounded(rest, 2, language), unit);
}

/** How much of a limit is used, in percent; null without a limit. */
export function shareOf(used: number, limit: string | undefined): number | null {
  const most = limit === undefined ? NaN : quantity(limit);
  return most > 0 ? (used / most) * 100 : null;
}

export type Level = 'normal' | 'high' | 'full';

/** Whether somebody should look at it. */
export function levelOf(share: number): Level {
  if (share >= FULL) return 'full';
  return share >= HIGH ? 'high' : 'normal';
}
