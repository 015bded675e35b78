/** Dates by locale. */
import type { Language } from '../i18n/language';

/** As the browser's user writes dates in a language: British and American English differ. */
export function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const own = navigator.languages.find((each) => each.toLowerCase().split('-')[0] === language);
  return new Intl.DateTimeFormat(own ?? language, options);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const DAYS_AS_DATE = 30;

export function absoluteTime(at: Date, language: Language): string {
  return dates(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** What is said within the minute, for which Intl has "now" only: of what was, and of what comes. */
export interface Near {
  justNow: string;
  soon: string;
}

/** The clocks of the server and of the reader need not agree to the second. */
const CLOCKS = 5;

/** "3 minutes ago" for a month, then the date. */
export function relativeTime(at: Date, now: Date, language: Language, near: Near): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) > DAYS_AS_DATE * 86_400) {
    return dates(language, { dateStyle: 'medium' }).format(at);
  }
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return spaced(words.format(Math.trunc(seconds / size), unit));
  }
  return seconds > CLOCKS ? near.soon : near.justNow;
}

/** Numbers stand apart from Chinese words, as in all other texts. */
export const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})/u, '$1 ');
