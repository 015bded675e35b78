/** Before every test file: what a browser has and jsdom lacks, and a server that knows only what a test tells it. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';

import { startLanguage, switchLanguage } from '../i18n/language';

import { FakeEventSource } from './events';
import { server } from './server';

class NoResizes {
  observe() {
    // Nothing is laid out, so nothing changes its size.
  }
  unobserve() {
    // See above.
  }
  disconnect() {
    // See above.
  }
}

const media = (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
});

// The first test of a file also loads the page's code; a busy machine takes its time.
configure({ asyncUtilTimeout: 20_000 });
vi.stubGlobal('ResizeObserver', NoResizes);
vi.stubGlobal('matchMedia', media);
vi.stubGlobal('EventSource', FakeEventSource);
Blob.prototype.arrayBuffer = function (this: Blob) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(this);
  });
};
Element.prototype.scrollIntoView = () => undefined;
// jsdom complains that it cannot compute the style of a pseudo element, which the component library asks for.
const computedStyle = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => computedStyle(element);

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' });
  await startLanguage();
});

beforeEach(async () => {
  FakeEventSource.forget();
  await switchLanguage('en');
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
});

afterAll(() => server.close());
