/** What a gateway counted of requests, in words. Null: it is not known. */
import type { Language } from '../i18n/language';

export interface Counted {
  /** A second. */
  requests: number | null;
  /** Which part of them failed, 0 to 1. */
  errors: number | null;
  /** Mean seconds until an answer began. */
  latency: number | null;
}

const TROUBLING = 0.05;
const MILLISECONDS = 1000;

export const digits = (value: number, language: Language, options: Intl.NumberFormatOptions = {}) =>
  new Intl.NumberFormat(language, { maximumSignificantDigits: 3, ...options }).format(value);

export const failed = (errors: number, language: Language) =>
  digits(errors, language, { style: 'percent', maximumSignificantDigits: 2 });

export const latencyOf = (seconds: number, language: Language) =>
  seconds < 1
    ? `${digits(Math.max(1, Math.round(seconds * MILLISECONDS)), language)} ms`
    : `${digits(seconds, language)} s`;

/** So many requests fail that somebody should look. */
export const isTroubling = ({ errors }: Counted) => errors !== null && errors >= TROUBLING;
