import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { firstParts } from './scripts/firstParts.ts';
import { startScript } from './scripts/startScript.ts';
import { tokens } from './scripts/tokens.ts';

const api = process.env.SLIPWAY_URL ?? 'http://127.0.0.1:7080';

export default defineConfig({
  plugins: [react(), firstParts(), startScript(), tokens()],
  server: { proxy: { '/api': { target: api, ws: true } } },
  preview: { proxy: { '/api': { target: api, ws: true } } },
  build: {
    target: 'es2022',
    manifest: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Its index has no effects, but does not say so: without this, every page loads all of forms for one context.
      treeshake: {
        moduleSideEffects: [{ test: /@rc-component\/(form|async-validator)\//, sideEffects: false }],
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    // Longer than what a test waits for (`asyncUtilTimeout`), so that a failure says what was not seen.
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
