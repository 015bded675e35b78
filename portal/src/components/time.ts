/** Dates by locale. */
import type { Language } from '../i18n/language';

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const DAYS_AS_DATE = 30;

export function absoluteTime(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** "3 minutes ago" for a month, then the date. */
export function relativeTime(at: Date, now: Date, language: Language): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) > DAYS_AS_DATE * 86_400) {
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(at);
  }
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'second');
}
