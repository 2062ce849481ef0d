import { defineConfig } from 'vitest/config';

/** Needs a browser on the machine: `npm run test:browser`. */
const chromium = 'test/browser/*.chromium.test.ts';

export default defineConfig({
  test: {
    // Every core: by default one is left to the reader's other work.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['test/calibration/**', chromium], testTimeout: 60_000 } },
      { test: { name: 'calibration', include: ['test/calibration/**/*.test.ts'], testTimeout: 600_000 } },
      { test: { name: 'browser', include: [chromium], testTimeout: 60_000 } },
    ],
  },
});
