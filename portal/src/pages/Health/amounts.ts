/** Numbers, sizes and durations in the chosen language. */
import { withUnit } from '../../components/amounts';
import { spaced } from '../../components/time';
import type { Language } from '../../i18n/language';

const NOTHING = '–';
const STEP = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

export function amount(number: number, language: Language): string {
  return new Intl.NumberFormat(language).format(number);
}

/** Bytes in the unit that leaves the fewest digits. */
export function sizeOf(bytes: number, language: Language): string {
  const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: power === 0 ? 0 : 1 });
  return withUnit(number.format(bytes / STEP ** power), UNITS[power] ?? '');
}

/** A dash for what is not known yet. */
export function seconds(value: number | null, language: Language): string {
  if (value === null) return NOTHING;
  const words = { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return spaced(new Intl.NumberFormat(language, words).format(value));
}
