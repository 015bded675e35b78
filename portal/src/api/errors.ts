/**
 * What can go wrong with a request, as one type.
 *
 * The server explains itself in both languages; only when no answer of ours arrives (network down, a proxy's own
 * error page) is the text taken from the translation files, by `code`.
 */
import { isNotArrived } from '../parts/again';

import type { components } from './schema';

export type ErrorDetail = components['schemas']['ErrorDetail'];
export type Language = 'zh' | 'en';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly detail: ErrorDetail;

  constructor(status: number, detail: ErrorDetail) {
    super(detail.message || detail.code);
    this.status = status;
    this.detail = detail;
  }

  text(language: Language): string {
    return language === 'zh' ? this.detail.message_zh : this.detail.message;
  }

  hint(language: Language): string {
    return (language === 'zh' ? this.detail.hint_zh : this.detail.hint) ?? '';
  }
}

export const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404;

/** The codes that this program itself gives; the translation files have a text and a hint for each. */
export const OWN_CODES = ['client.unreachable', 'client.unexpected', 'client.broken_page'] as const;
export type OwnCode = (typeof OWN_CODES)[number];

export function ownError(code: OwnCode, status = 0, requestId = ''): ApiError {
  const blank = { message: '', message_zh: '', hint: '', hint_zh: '', field: null, params: {} };
  return new ApiError(status, { code, request_id: requestId, ...blank });
}

function isDetail(value: unknown): value is ErrorDetail {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** Turn any answer that is not a success into an ApiError, also one that did not come from Slipway. */
export function errorFrom(status: number, body: unknown, requestId: string): ApiError {
  const detail = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return isDetail(detail) ? new ApiError(status, detail) : ownError('client.unexpected', status, requestId);
}

/** Whatever was thrown, as an ApiError: a failed fetch means that the platform could not be reached. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return ownError(thrown instanceof TypeError ? 'client.unreachable' : 'client.unexpected');
}

/** What stopped a page: the server, the line, or its own code; then the last request tells where to look. */
export function pageErrorFrom(thrown: unknown, lastRequestId: string): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (isNotArrived(thrown)) return ownError('client.unreachable');
  return ownError('client.broken_page', 0, lastRequestId);
}
