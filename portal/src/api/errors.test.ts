import { describe, expect, it } from 'vitest';

import { ApiError, asApiError, errorFrom, pageErrorFrom } from './errors';

const detail = {
  code: 'application.name_taken',
  message: 'taken',
  message_zh: '已占用',
  hint: 'another',
  hint_zh: '换一个',
  field: 'name',
  params: {},
  request_id: 'r-1',
};

describe('an answer that is not a success', () => {
  it('keeps what the server says, in both languages', () => {
    const error = errorFrom(422, { error: detail }, 'from-header');
    expect([error.text('en'), error.text('zh'), error.hint('zh')]).toEqual(['taken', '已占用', '换一个']);
    expect(error.detail.request_id).toBe('r-1');
  });

  it.each([null, 'Bad gateway', { error: 'no detail' }, { detail: 'of another program' }])(
    'that does not come from Slipway (%j) is told as such, with the request id of the header',
    (body) => {
      const error = errorFrom(502, body, 'from-header');
      expect(error.detail).toMatchObject({ code: 'client.unexpected', request_id: 'from-header' });
      expect(error.status).toBe(502);
    },
  );
});

describe('what was thrown', () => {
  it('is kept when it is an answer of ours', () => {
    const error = new ApiError(409, detail);
    expect(asApiError(error)).toBe(error);
  });

  it('means an unreachable platform when a fetch failed', () => {
    expect(asApiError(new TypeError('Failed to fetch')).detail.code).toBe('client.unreachable');
  });

  it('is unexpected otherwise', () => {
    expect(asApiError(new SyntaxError('Unexpected token')).detail.code).toBe('client.unexpected');
  });
});

describe('what stopped a page', () => {
  it.each([
    'Failed to fetch dynamically imported module: http://localhost/assets/Volumes.js',
    'error loading dynamically imported module: http://localhost/assets/Volumes.js',
    'Importing a module script failed.',
  ])('is the line, when a part did not arrive: %s', (message) => {
    expect(pageErrorFrom(new TypeError(message), 'req-1').detail.code).toBe('client.unreachable');
  });

  it('is its own code, when drawing failed; the last request tells where to look', () => {
    const error = pageErrorFrom(
      new TypeError("Cannot read properties of undefined (reading 'map')"),
      'req-1',
    );
    expect(error.detail).toMatchObject({ code: 'client.broken_page', request_id: 'req-1' });
  });

  it('is an answer of ours, as it is', () => {
    const error = new ApiError(409, detail);
    expect(pageErrorFrom(error, 'req-1')).toBe(error);
  });
});
